export { bankDetailsDiffered, meetParty } from './meet-party.ts'
export { partiesMigrations } from './migrations.ts'
export { parties, type Party, partyQuery } from './party.ts'
