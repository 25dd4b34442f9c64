import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { questionsIn } from './questions.ts'

const textsOf = (mail: string): string[] => questionsIn(mail).map((each) => each.text)

describe('what a mail asks', () => {
  it('leaves out greeting, thanks, signature and quotes', () => {
    const mail =
      'Dear team,\n\nWhere is my parcel?\n\nThanks in advance\nBest regards,\nRobin\n-- \nTea House\n\n> When do you open?'
    expect(textsOf(mail)).toEqual(['Where is my parcel?'])
  })

  it('does so in German', () => {
    const mail =
      'Sehr geehrte Damen und Herren,\n\nwo ist mein Paket?\n\nVielen Dank im Voraus\nMit freundlichen Grüßen\nRobin Tamm'
    expect(textsOf(mail)).toEqual(['wo ist mein Paket?'])
  })

  it('splits two questions, in two sentences or in one', () => {
    expect(textsOf('Hi, do you ship to Norway? How long does that take by sea mail usually?')).toHaveLength(2)
    expect(textsOf('How much is shipping and can I pay by card?')).toEqual([
      'How much is shipping',
      'and can I pay by card?',
    ])
    expect(textsOf('Was kostet der Versand und wann haben Sie geöffnet?')).toHaveLength(2)
    expect(textsOf('My questions:\n- opening hours?\n- prices for shops?')).toHaveLength(2)
  })

  it('keeps a wish beside a question as a thing of its own', () => {
    expect(textsOf('When do you open on Friday? Please cancel my order.')).toEqual([
      'When do you open on Friday?',
      'Please cancel my order.',
    ])
  })

  it('keeps the story with the question it leads to', () => {
    expect(textsOf('I ordered a cup last week. Where is it?')).toEqual(['I ordered a cup last week. Where is it?'])
    expect(textsOf('I want to return a cup. How does that work?')).toEqual([
      'I want to return a cup. How does that work?',
    ])
  })

  it('reads a question that is broken over lines as one', () => {
    expect(textsOf('How long does the delivery\nof a large teapot\ntake?')).toEqual([
      'How long does the delivery of a large teapot take?',
    ])
  })

  it('still hears what is asked after the farewell', () => {
    expect(textsOf('Where is my parcel?\nBest regards\nRobin\nPS: When are you open?')).toHaveLength(2)
  })

  it('takes a bare name at the end for the signature', () => {
    expect(textsOf('My cup arrived broken.\n\nRobin Tamm')).toEqual(['My cup arrived broken.'])
    expect(textsOf('Robin')).toEqual(['Robin'])
  })

  it('takes a mail without any question as one thing', () => {
    expect(textsOf('My cup arrived broken. The handle is off.')).toEqual(['My cup arrived broken. The handle is off.'])
    expect(textsOf('')).toEqual([])
  })

  it('ends for any text, and invents no words', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        const letters = (of: string): string => of.replace(/\s+/g, '')
        for (const { text: asked, sentences } of questionsIn(text)) {
          expect(sentences.length).toBeGreaterThan(0)
          for (const sentence of sentences) expect(letters(text)).toContain(letters(sentence))
          expect(asked).toBe(sentences.join(' '))
        }
      }),
      { seed: 11, numRuns: 300 },
    )
    expect(questionsIn('and is '.repeat(100_000)).length).toBeLessThan(10_000)
  })
})
