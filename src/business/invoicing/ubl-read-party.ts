import { childAt, childrenNamed, textAt, type XmlElement } from '#xml'
import type { InvoiceAddress, InvoiceParty } from './einvoice.ts'
import { present } from './present.ts'
import { type Fields, missing } from './ubl-fields.ts'

/** Rule ids on a party's name and country differ by role. */
const rules = {
  AccountingSupplierParty: { what: 'the seller', name: 'BR-06', country: 'BR-09' },
  AccountingCustomerParty: { what: 'the buyer', name: 'BR-07', country: 'BR-11' },
}

export function readParty(fields: Fields, root: XmlElement, role: keyof typeof rules): InvoiceParty {
  const rule = rules[role]
  const party = childAt(root, role, 'Party')
  const at = (...path: string[]): string | undefined => party && textAt(party, ...path)
  const name = at('PartyLegalEntity', 'RegistrationName') ?? missing(fields, rule.name, `the name of ${rule.what}`)
  const endpoint = party && childAt(party, 'EndpointID')
  return present<InvoiceParty>({
    name,
    tradingName: at('PartyName', 'Name'),
    registration: at('PartyLegalEntity', 'CompanyID'),
    vatId: taxId(party, (scheme) => scheme === 'VAT'),
    taxNumber: taxId(party, (scheme) => scheme !== 'VAT'),
    endpoint: endpoint && { scheme: endpoint.attributes.get('schemeID') ?? '', id: endpoint.text.trim() },
    address: present<InvoiceAddress>({
      street: at('PostalAddress', 'StreetName'),
      street2: at('PostalAddress', 'AdditionalStreetName'),
      city: at('PostalAddress', 'CityName'),
      postcode: at('PostalAddress', 'PostalZone'),
      region: at('PostalAddress', 'CountrySubentity'),
      country:
        at('PostalAddress', 'Country', 'IdentificationCode') ??
        missing(fields, rule.country, `the country of ${rule.what}`),
    }),
    contactName: at('Contact', 'Name'),
    phone: at('Contact', 'Telephone'),
    email: at('Contact', 'ElectronicMail'),
  })
}

function taxId(party: XmlElement | undefined, matches: (scheme: string) => boolean): string | undefined {
  const schemes = party ? childrenNamed(party, 'PartyTaxScheme') : []
  const found = schemes.find((scheme) => matches(textAt(scheme, 'TaxScheme', 'ID') ?? ''))
  return found && textAt(found, 'CompanyID')
}
