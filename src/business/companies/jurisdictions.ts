/** Countries (ISO 3166-1 alpha-2) whose tax and calendar Kontor knows, with what a company there usually has. */
export const jurisdictions = {
  DE: { timezone: 'Europe/Berlin', language: 'de' },
  EE: { timezone: 'Europe/Tallinn', language: 'et' },
  FR: { timezone: 'Europe/Paris', language: 'fr' },
  GB: { timezone: 'Europe/London', language: 'en' },
  US: { timezone: 'America/New_York', language: 'en' },
} as const

export type Jurisdiction = keyof typeof jurisdictions

export const jurisdictionCodes = Object.keys(jurisdictions) as [Jurisdiction, ...Jurisdiction[]]

/** True for an IANA time zone that this Node knows. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
