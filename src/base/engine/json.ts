/** What a value is after it was stored: a result is the same in the first attempt and in the last. */
export function asJson(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value))
}
