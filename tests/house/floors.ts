/**
 * The rooms in the order in which they may import: only what stands above, through its door. Rooms on one line are
 * siblings and blind to each other. HOUSE.md shows this list; a change of it is a decision of its own.
 */
const floors: readonly (readonly string[])[] = [
  ['kernel'],
  ['postgres'],
  ['store'],
  ['engine'],
  ['access'],
  ['xml'],
  ['skills'],
  ['ledger'],
  ['approvals'],
  ['parties'],
  ['companies'],
  ['tax'],
  ['offers'],
  ['invoicing'],
  ['banking'],
  ['inbox'],
  ['portfolio'],
  ['roles/bookkeeping', 'roles/finance', 'roles/support'],
  ['outside/mail'],
  ['doors/catalogue'],
  ['doors/web'],
  ['doors/cli', 'doors/http'],
  ['installation'],
]

/** The floors in the words of HOUSE.md. */
export const printedFloors = floors.map((floor) => floor.join(' · ')).join('\n→ ')

export function floorOf(room: string): number | undefined {
  const at = floors.findIndex((floor) => floor.includes(room))
  return at < 0 ? undefined : at
}
