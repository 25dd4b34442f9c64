/** Text that PostgreSQL and the log can keep: no NUL and no half of a character. */
export function isPlainText(text: string): boolean {
  return !/[\0\p{Surrogate}]/u.test(text)
}

/** As above and in one line, as names and keys must be. */
export function isLine(text: string): boolean {
  return isPlainText(text) && !/[\p{Cc}\u2028\u2029]/u.test(text)
}
