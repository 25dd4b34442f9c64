import type { Currency, Day, Money } from '#kernel'
import type { Percent, VatCategory } from '#tax'
import type { Decimal } from './decimal.ts'

/**
 * An invoice or credit note in the terms of EN 16931-1. `BT-` and `BG-` are the standard's business terms and groups.
 * Made by `totalInvoice` or `readUbl`; both make sure that its sums agree.
 */
export type EInvoice = {
  /** BT-1 */
  readonly number: string
  /** BT-2 */
  readonly issued: Day
  /** BT-3 */
  readonly type: DocumentType
  /** BT-5: of every amount in the document */
  readonly currency: Currency
  /** BT-9 */
  readonly due?: Day
  /** BT-10 */
  readonly buyerReference?: string
  /** BT-13 */
  readonly orderReference?: string
  /** BT-22 */
  readonly note?: string
  /** BT-25: number of the invoice that a credit note corrects */
  readonly preceding?: string
  /** BT-72 */
  readonly delivered?: Day
  /** BG-4 */
  readonly seller: InvoiceParty
  /** BG-7 */
  readonly buyer: InvoiceParty
  /** BG-16 */
  readonly payment?: Payment
  /** BT-20 */
  readonly terms?: string
  /** BG-20, BG-21 */
  readonly adjustments: readonly DocumentAdjustment[]
  /** BG-25 */
  readonly lines: readonly InvoiceLine[]
  /** BG-23: one for each category and rate */
  readonly taxes: readonly TaxSubtotal[]
  /** BG-22 */
  readonly totals: InvoiceTotals
}

/** UNTDID 1001: commercial invoice, partial, corrected, prepayment; 381 is the credit note, a document of its own in UBL. */
export type DocumentType = '380' | '326' | '384' | '386' | '381'

/** BG-4 and BG-7 with address (BG-5, BG-8) and contact (BG-6, BG-9). Terms are given for the seller, then the buyer. */
export type InvoiceParty = {
  /** BT-27, BT-44 */
  readonly name: string
  /** BT-28, BT-45 */
  readonly tradingName?: string
  /** BT-30, BT-47: number in the trade register */
  readonly registration?: string
  /** BT-31, BT-48 */
  readonly vatId?: string
  /** BT-32: the tax office's number of a seller */
  readonly taxNumber?: string
  /** BT-34, BT-49: electronic address; `EM` is the scheme of e-mail */
  readonly endpoint?: { readonly scheme: string; readonly id: string }
  readonly address: InvoiceAddress
  /** BT-41, BT-56 */
  readonly contactName?: string
  /** BT-42, BT-57 */
  readonly phone?: string
  /** BT-43, BT-58 */
  readonly email?: string
}

export type InvoiceAddress = {
  /** BT-35, BT-50 */
  readonly street?: string
  /** BT-36, BT-51 */
  readonly street2?: string
  /** BT-37, BT-52 */
  readonly city?: string
  /** BT-38, BT-53 */
  readonly postcode?: string
  /** BT-39, BT-54 */
  readonly region?: string
  /** BT-40, BT-55: ISO 3166 alpha-2 */
  readonly country: string
}

export type Payment = {
  /** BT-81, UNTDID 4461: 30 credit transfer, 58 SEPA credit transfer, 1 not defined */
  readonly means: string
  /** BT-83: what the payer should write */
  readonly reference?: string
  /** BT-84: IBAN, or another account number */
  readonly account?: string
  /** BT-85 */
  readonly accountName?: string
  /** BT-86: BIC */
  readonly bank?: string
}

/** An allowance (BG-20, BG-27) or, with `charge`, a charge (BG-21, BG-28). The amount has no sign of its own. */
export type Adjustment = {
  readonly charge: boolean
  /** BT-92, BT-99, BT-136, BT-141 */
  readonly amount: Money
  /** BT-97, BT-104, BT-139, BT-144 */
  readonly reason?: string
}

/** BT-95, BT-96, BT-102, BT-103 */
export type DocumentAdjustment = Adjustment & { readonly category: VatCategory; readonly percent: Percent }

export type InvoiceLine = {
  /** BT-126 */
  readonly id: string
  /** BT-127 */
  readonly note?: string
  /** BT-129 */
  readonly quantity: Decimal
  /** BT-130, UN/ECE Recommendation 20: C62 one, HUR hour, DAY, MON */
  readonly unit: string
  /** BT-131: quantity × price ÷ base quantity, less allowances, plus charges */
  readonly net: Money
  /** BG-27, BG-28 */
  readonly adjustments: readonly Adjustment[]
  /** BT-153 */
  readonly name: string
  /** BT-154 */
  readonly description?: string
  /** BT-155 */
  readonly sellerItemId?: string
  /** BT-146: net, with as many decimals as it needs */
  readonly price: Decimal
  /** BT-149 */
  readonly priceBase?: Decimal
  /** BT-151 */
  readonly category: VatCategory
  /** BT-152: 0 when the category has no rate */
  readonly percent: Percent
}

export type TaxSubtotal = {
  /** BT-118 */
  readonly category: VatCategory
  /** BT-119 */
  readonly percent: Percent
  /** BT-116 */
  readonly base: Money
  /** BT-117 */
  readonly tax: Money
  /** BT-121, VATEX code */
  readonly exemptionCode?: string
  /** BT-120 */
  readonly exemption?: string
}

export type InvoiceTotals = {
  /** BT-106 */
  readonly lines: Money
  /** BT-107 */
  readonly allowances: Money
  /** BT-108 */
  readonly charges: Money
  /** BT-109 */
  readonly withoutTax: Money
  /** BT-110 */
  readonly tax: Money
  /** BT-112 */
  readonly withTax: Money
  /** BT-113 */
  readonly prepaid: Money
  /** BT-114 */
  readonly rounding: Money
  /** BT-115 */
  readonly payable: Money
}
