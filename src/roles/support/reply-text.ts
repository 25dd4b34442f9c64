/** The words of an answer: what the knowledge says, under a greeting, as plain text. */
export function replyText({ name, answers }: { name: string; answers: readonly string[] }): string {
  const greeting = name.trim() === '' ? 'Hello,' : `Hello ${name.trim()},`
  return [greeting, ...answers.map((it) => it.trim())].join('\n\n')
}
