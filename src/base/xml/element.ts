/** An element as read. Names are local names; an attribute in a namespace has the key `{namespace}name`. */
export type XmlElement = {
  readonly name: string
  readonly namespace: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
  /** Its own character data, CDATA included, without that of its children. */
  readonly text: string
  /** Line of the start tag, from 1. */
  readonly line: number
}

export function childrenNamed(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name)
}

/** The first descendant reached by a path of local names: `childAt(entry, 'BookgDt', 'Dt')`. */
export function childAt(element: XmlElement, ...path: readonly string[]): XmlElement | undefined {
  let at: XmlElement | undefined = element
  for (const name of path) at = at?.children.find((child) => child.name === name)
  return at
}

/** The trimmed text at a path, or undefined when there is no such element or it is blank. */
export function textAt(element: XmlElement, ...path: readonly string[]): string | undefined {
  return childAt(element, ...path)?.text.trim() || undefined
}
