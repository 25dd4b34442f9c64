import { expect, test } from 'vitest'
import { readKnowledge } from './knowledge.ts'

const prices = `# Prices

## What does it cost?
- How much is it?
* What are your prices?

A month costs 49 euros.

- Cancel any time.
- No set-up fee.

## Is there a trial?

Yes, two weeks.
`

test('an entry is a question, its phrasings and the answer, lists in the answer included', () => {
  expect(readKnowledge([{ path: 'knowledge/prices.md', text: prices.replaceAll('\n', '\r\n') }])).toEqual({
    problems: [],
    entries: [
      {
        id: 'prices/what-does-it-cost',
        questions: ['What does it cost?', 'How much is it?', 'What are your prices?'],
        answer: 'A month costs 49 euros.\n\n- Cancel any time.\n- No set-up fee.',
      },
      { id: 'prices/is-there-a-trial', questions: ['Is there a trial?'], answer: 'Yes, two weeks.' },
    ],
  })
})

test.each([
  ['## A question?\n- another\n', 1, 'no answer'],
  ['Some text\n\n## Q?\n\nA\n', 1, 'expected a question before'],
  ['# Only a title\n', 1, 'no question'],
  ['', 1, 'no question'],
  ['## \n\nAnswer\n', 1, 'expected a question'],
  ['## Q one?\n\nA\n\n## Q two?\n- q  ONE\n\nB\n', 6, 'already at k.md:1'],
  [`## Q?\n- ${'x'.repeat(301)}\n\nA\n`, 2, 'at most 300'],
  [`## Q?\n\n${'x'.repeat(8001)}\n`, 1, 'at most 8000'],
  [`## Q?\n${Array.from({ length: 60 }, (_, i) => `- q ${i}\n`).join('')}\nA\n`, 1, 'at most 50'],
  ['x'.repeat(300_000), 1, 'at most 262144'],
])('a file that support could not learn from says where and why', (text, line, words) => {
  const { entries, problems } = readKnowledge([{ path: 'k.md', text }])
  expect(entries).toEqual([])
  expect(problems[0]).toMatchObject({ file: 'k.md', line })
  expect(problems[0]?.message).toContain(words)
  expect(problems[0]?.fix).toBeTruthy()
})

test('the same question in two files is a problem of the second', () => {
  const text = '## What does it cost?\n\nA\n'
  const { problems } = readKnowledge([
    { path: 'a.md', text },
    { path: 'b.md', text },
  ])
  expect(problems).toMatchObject([{ file: 'b.md', line: 1 }])
})
