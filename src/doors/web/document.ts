/** A page as an HTML document. JSX cannot write the doctype. */
export function document(page: { toString(): string | Promise<string> }): string {
  const html = page.toString()
  if (typeof html !== 'string') throw new TypeError('a page is written at once; none of its parts may be async')
  return `<!doctype html>${html}`
}
