/**
 * What every automatic mail ends with, in the company's language: that a machine wrote it (Regulation (EU) 2024/1689,
 * Article 50(1), applied since 2026-08-02), and how to reach a person.
 */
export type Notices = { readonly aiNotice: string; readonly personRoute: string }

const texts: Readonly<Record<string, Notices>> = {
  en: {
    aiNotice: 'This message was written by an automated assistant.',
    personRoute: 'To reach a person, reply to this message with the word "person" in it.',
  },
  de: {
    aiNotice: 'Diese Nachricht hat ein automatischer Assistent geschrieben.',
    personRoute: 'Einen Menschen erreichen Sie, indem Sie mit dem Wort "Mensch" antworten.',
  },
  et: {
    aiNotice: 'Selle sõnumi kirjutas automaatne abiline.',
    personRoute: 'Inimesega suhtlemiseks vastake sellele kirjale sõnaga "inimene".',
  },
  fr: {
    aiNotice: 'Ce message a été rédigé par un assistant automatique.',
    personRoute: 'Pour joindre une personne, répondez avec le mot « personne ».',
  },
}

const fallback = {
  aiNotice: 'This message was written by an automated assistant.',
  personRoute: 'To reach a person, reply with the word "person".',
}

/** `de-AT` speaks as `de`; a language that has no text of its own speaks English. */
export function noticesIn(language: string): Notices {
  return texts[language.slice(0, 2)] ?? texts['en'] ?? fallback
}

const personWords = /\b(person|human|mensch|menschen|mitarbeiter|inimene|inimesega|personne)\b/iu
const shortReplyWords = 12

/** True when somebody uses the route to a person: a short reply with its word. Such a mail is never answered by a machine. */
export function asksForPerson(text: string): boolean {
  return personWords.test(text) && text.trim().split(/\s+/).length <= shortReplyWords
}
