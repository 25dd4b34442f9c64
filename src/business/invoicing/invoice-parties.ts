import type { CompanyFile } from '#companies'
import type { Party } from '#parties'
import type { InvoiceParty } from './einvoice.ts'

/** The company as the seller (BG-4). */
export function sellerOf({ name, legal, tax, mail, jurisdiction }: CompanyFile): InvoiceParty {
  const [street = '', street2] = legal.address
  const [email] = mail
  return {
    name,
    ...(legal.registration === undefined ? {} : { registration: legal.registration }),
    ...(tax.vat === undefined ? {} : { vatId: tax.vat }),
    ...(tax.number === undefined ? {} : { taxNumber: tax.number }),
    ...(email === undefined ? {} : { endpoint: { scheme: 'EM', id: email }, email }),
    address: {
      street,
      ...(street2 === undefined ? {} : { street2 }),
      city: legal.city,
      postcode: legal.postcode,
      country: jurisdiction,
    },
  }
}

/** A customer as the buyer (BG-7). */
export function buyerOf({ name, vatId, email, street, city, postcode, country }: Party): InvoiceParty {
  return {
    name,
    ...(vatId === null ? {} : { vatId }),
    ...(email === null ? {} : { endpoint: { scheme: 'EM', id: email }, email }),
    address: {
      ...(street === null ? {} : { street }),
      ...(city === null ? {} : { city }),
      ...(postcode === null ? {} : { postcode }),
      country: country ?? '',
    },
  }
}
