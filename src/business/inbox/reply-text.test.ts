import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Meter, splitReply } from './reply-text.ts'

const lines = (...all: string[]): string => all.join('\n')

test.each([
  ['English', 'On Mon, 5 Oct 2026 at 10:00, Quiet Inbox <help@quietinbox.example> wrote:'],
  ['English in two lines', 'On Mon, 5 Oct 2026 at 10:00, Quiet Inbox\n<help@quietinbox.example> wrote:'],
  ['German', 'Am Mo., 5. Okt. 2026 um 10:00 Uhr schrieb Quiet Inbox <help@quietinbox.example>:'],
  ['German of Thunderbird', 'Am 05.10.26 um 10:00 schrieb Quiet Inbox:'],
  ['German, name first', 'Quiet Inbox schrieb am 05.10.2026 um 10:00:'],
  ['Estonian', 'Kontakt Quiet Inbox (<help@quietinbox.example>) kirjutas kuupäeval E, 5. oktoober 2026 kell 10:00:'],
  ['Estonian, date first', '5. oktoober 2026 10:00 kirjutas Quiet Inbox <help@quietinbox.example>:'],
  ['English of Outlook', '-----Original Message-----\nFrom: Quiet Inbox\nSent: Monday\nTo: Mari\nSubject: Hello'],
  [
    'German of Outlook',
    '________________________________\nVon: Quiet Inbox\nGesendet: Montag\nAn: Mari\nBetreff: Hallo',
  ],
  ['Estonian of Outlook', 'Saatja: Quiet Inbox\nSaadetud: esmaspäev\nAdressaat: Mari\nTeema: Tere'],
  ['bold Outlook', '*From:* Quiet Inbox\n*Sent:* Monday\n*To:* Mari\n*Subject:* Hello'],
  ['forwarded', '---------- Forwarded message ---------\nFrom: x'],
])('the history that %s mail programs append is not the reply', (_, head) => {
  const { reply, quoted } = splitReply(lines('Yes, please.', '', head, '', 'Would you like it?', '-- ', 'Us'))
  expect(reply).toBe('Yes, please.')
  expect(quoted).toContain('Would you like it?')
  expect(quoted).toContain('Us')
})

test('an answer below or between the quoted lines is kept', () => {
  const text = lines('On Monday, 5 Oct 2026, X wrote:', '> Two or three?', '', 'Three.', '', '> Blue?', 'Yes, blue.')
  expect(splitReply(text)).toEqual({
    reply: 'Three.\n\nYes, blue.',
    quoted: 'On Monday, 5 Oct 2026, X wrote:\n> Two or three?\n> Blue?',
    signature: '',
  })
})

test.each([
  ['a signature after two dashes', '-- \nMari Mägi\n+372 5555 0000'],
  ['two dashes whose space was lost', '--\nMari'],
  ['a telephone’s advertisement', 'Sent from my iPhone'],
  ['a German telephone’s', 'Von meinem iPhone gesendet'],
  ['an Estonian closing', 'Parimate soovidega\nMari Mägi'],
  ['a German closing', 'Mit freundlichen Grüßen,\n\nMari Mägi\nBlumenladen'],
  ['an English closing', 'Best regards,\nMari'],
])('%s is not the reply', (_, signature) => {
  const { reply, signature: found } = splitReply(lines('Where is my parcel?', '', signature))
  expect(reply).toBe('Where is my parcel?')
  expect(found).toBe(signature)
})

test.each([
  ['On Monday we are closed.\nAm Dienstag auch:\nnein'],
  ['Von: Berlin\nAn: Hamburg\nDatum: morgen'],
  ['From: 10:00\nplease'],
  ['Thanks'],
  ['Best regards'],
  ['a -- b\n--- not a signature'],
  ['I am writing on behalf of\nthe shop, which wrote:\nnothing'],
])('%j is all new', (text) => {
  expect(splitReply(text)).toEqual({ reply: text, quoted: '', signature: '' })
})

test('a mail that only quotes has no reply', () => {
  expect(splitReply('> one\n> two')).toEqual({ reply: '', quoted: '> one\n> two', signature: '' })
})

test('no line is lost and none appears twice', () => {
  const line = fc.constantFrom(
    'text',
    '> quote',
    'On 5 Oct 2026 X wrote:',
    '-- ',
    'Best regards',
    '',
    'From: a',
    'Subject: b',
    'To: c',
    '-----Original Message-----',
    'Am 5. Oktober 2026',
    'schrieb Mari:',
    '________________________________',
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40 }), (all) => {
      const { reply, quoted, signature } = splitReply(all.join('\n'))
      const written = (text: string): string[] =>
        text
          .split('\n')
          .map((text) => text.trimEnd())
          .filter(Boolean)
          .toSorted()
      expect(written([reply, quoted, signature].join('\n'))).toEqual(written(all.join('\n')))
    }),
  )
})

test.each([
  ['quotes', '> quoted line of an old mail\n'],
  ['deep quotes', '> > > > > > > > > > >\n'],
  ['attributions that never end', 'On 5 Oct 2026 somebody\n'],
  ['senders that start no block', 'From: a\n'],
  ['underscores', '________________________________\n'],
  ['blank lines', '\n'],
  ['one endless line', 'On a '],
  ['attributions', 'On 5 Oct 2026 X wrote:\n> a\n'],
  ['half attributions', `am ${'schrieb '.repeat(30)}:\n`],
  ['closings', 'Best regards\n'],
])('767 kB of %s cost work in proportion to their length', (_, piece) => {
  const workFor = (bytes: number): number => {
    const meter: Meter = { chars: 0 }
    splitReply(piece.repeat(Math.ceil(bytes / piece.length)), meter)
    return meter.chars
  }
  const half = workFor(383_500)
  const whole = workFor(767_000)
  expect(whole).toBeLessThanOrEqual(2.1 * half + 5_000)
  expect(whole).toBeLessThan(20 * 767_000)
})
