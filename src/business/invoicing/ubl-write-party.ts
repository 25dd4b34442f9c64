import type { InvoiceParty } from './einvoice.ts'
import { aggregate, basic, type Optional } from './ubl-nodes.ts'

export function partyNode(party: InvoiceParty): Optional {
  const { address, endpoint } = party
  return aggregate(
    'Party',
    endpoint ? basic('EndpointID', endpoint.id, { schemeID: endpoint.scheme }) : [],
    aggregate('PartyName', basic('Name', party.tradingName)),
    aggregate(
      'PostalAddress',
      basic('StreetName', address.street),
      basic('AdditionalStreetName', address.street2),
      basic('CityName', address.city),
      basic('PostalZone', address.postcode),
      basic('CountrySubentity', address.region),
      aggregate('Country', basic('IdentificationCode', address.country)),
    ),
    taxScheme(party.vatId, 'VAT'),
    taxScheme(party.taxNumber, 'FC'),
    aggregate('PartyLegalEntity', basic('RegistrationName', party.name), basic('CompanyID', party.registration)),
    aggregate(
      'Contact',
      basic('Name', party.contactName),
      basic('Telephone', party.phone),
      basic('ElectronicMail', party.email),
    ),
  )
}

/** BT-31 stands under the scheme VAT, BT-32 under any other: FC is the usual one. */
function taxScheme(id: string | undefined, scheme: string): Optional {
  if (id === undefined) return []
  return aggregate('PartyTaxScheme', basic('CompanyID', id), aggregate('TaxScheme', basic('ID', scheme)))
}
