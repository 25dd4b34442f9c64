import { childAt, childrenNamed, textAt, type XmlElement } from '#xml'
import { decimal } from './decimal.ts'
import type { Adjustment, InvoiceLine } from './einvoice.ts'
import { present } from './present.ts'
import {
  type Fields,
  missing,
  needAmount,
  needCategory,
  needDecimal,
  needIndicator,
  needText,
  note,
} from './ubl-fields.ts'

export function readLine(fields: Fields, element: XmlElement): InvoiceLine {
  const id = needText(fields, 'BR-21', 'the id of a line', element, 'ID')
  const what = `line ${id}`
  const quantity = childAt(element, 'InvoicedQuantity') ?? childAt(element, 'CreditedQuantity')
  const base = textAt(element, 'Price', 'BaseQuantity')
  const item = childAt(element, 'Item')
  return present<InvoiceLine>({
    id,
    note: textAt(element, 'Note'),
    quantity: needDecimal(fields, 'BR-22', `the quantity of ${what}`, quantity?.text.trim()),
    unit: quantity?.attributes.get('unitCode') ?? missing(fields, 'BR-23', `the unit of ${what}`),
    net: needAmount(fields, 'BR-DEC-23', `the net amount of ${what} (BT-131)`, childAt(element, 'LineExtensionAmount')),
    adjustments: childrenNamed(element, 'AllowanceCharge').map((part) => readAdjustment(fields, what, part)),
    name: needText(fields, 'BR-25', `the item name of ${what}`, element, 'Item', 'Name'),
    description: item && textAt(item, 'Description'),
    sellerItemId: item && textAt(item, 'SellersItemIdentification', 'ID'),
    price: needDecimal(fields, 'BR-26', `the price of ${what}`, textAt(element, 'Price', 'PriceAmount')),
    priceBase: base === undefined ? undefined : priceBase(fields, what, base),
    ...needCategory(fields, what, item && childAt(item, 'ClassifiedTaxCategory')),
  })
}

function priceBase(fields: Fields, what: string, text: string): InvoiceLine['quantity'] {
  const base = needDecimal(fields, 'PEPPOL-EN16931-R121', `the base quantity of ${what}`, text)
  if (base !== '0' && !base.startsWith('-')) return base
  note(fields, 'PEPPOL-EN16931-R121', `the base quantity of ${what} must be above zero`)
  return decimal('1')
}

function readAdjustment(fields: Fields, what: string, element: XmlElement): Adjustment {
  const charge = needIndicator(fields, `an allowance or charge of ${what}`, element)
  const rule = charge ? 'BR-DEC-27' : 'BR-DEC-24'
  return present<Adjustment>({
    charge,
    amount: needAmount(fields, rule, `an allowance or charge of ${what}`, childAt(element, 'Amount')),
    reason: textAt(element, 'AllowanceChargeReason') ?? textAt(element, 'AllowanceChargeReasonCode'),
  })
}
