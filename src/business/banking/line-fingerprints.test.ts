import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { details, document, entry, read, statement } from './camt-samples.ts'
import { lineFingerprints } from './line-fingerprints.ts'

describe('fingerprints of lines', () => {
  const arbitraryEntry = fc
    .record({
      cents: fc.integer({ min: 1, max: 3 }),
      text: fc.constantFrom('Rent', 'RENT ', 're-nt', 'Fee'),
      ref: fc.constantFrom('', 'B-1', 'B-2'),
      pending: fc.boolean(),
    })
    .map(({ cents, text, ref, pending }) =>
      entry(
        `0.0${cents}`,
        (ref && `<AcctSvcrRef>${ref}</AcctSvcrRef>`) + details(`<RmtInf><Ustrd>${text}</Ustrd></RmtInf>`),
        'CRDT',
        pending ? 'PDNG' : 'BOOK',
      ),
    )

  test('are the same for the same file, and all different within it: twice adds nothing, twins stay two', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryEntry, { maxLength: 12 }), async (entries) => {
        const text = document(statement(entries.join('')))
        const first = lineFingerprints((await read(text)).lines)
        const again = lineFingerprints((await read(text)).lines)
        expect(new Set([...first, ...again]).size).toBe(entries.length)
      }),
      { numRuns: 50 },
    )
  })

  test('do not depend on the order of the lines', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryEntry, { maxLength: 8 }), async (entries) => {
        const one = lineFingerprints((await read(document(statement(entries.join(''))))).lines)
        const other = lineFingerprints((await read(document(statement(entries.toReversed().join(''))))).lines)
        expect(one.toSorted()).toEqual(other.toSorted())
      }),
      { numRuns: 30 },
    )
  })

  test('see through layout of text, but not through amount, status or reference', async () => {
    const note = (text: string): string => `<AddtlNtryInf>${text}</AddtlNtryInf>`
    const { lines } = await read(
      document(
        statement(
          entry('1.00', note('Office rent, October')) +
            entry('1.00', note('OFFICE RENT OCTOBER')) +
            entry('1.01', note('Office rent, October')) +
            entry('1.00', note('Office rent, October'), 'CRDT', 'PDNG') +
            entry('1.00', `<AcctSvcrRef>B</AcctSvcrRef>${note('Office rent, October')}`),
        ),
      ),
    )
    const [a, b, ...others] = lineFingerprints(lines).map((print) => print.split('#'))
    expect(b).toEqual([a?.[0], '2'])
    expect(new Set([a?.[0], ...others.map(([key]) => key)]).size).toBe(4)
  })
})
