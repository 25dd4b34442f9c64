/**
 * Makes one element look like another without losing what the person is doing: rows are matched by id,
 * so focus, scroll, open details and dialogs, and what was typed stay where they are.
 */
export function morph(from, to) {
  if (from.nodeName !== to.nodeName || (from.id ?? '') !== (to.id ?? '')) {
    from.replaceWith(to)
  } else if (from.nodeType === Node.ELEMENT_NODE) {
    morphAttributes(from, to)
    morphChildren(from, to)
  } else if (from.nodeValue !== to.nodeValue) {
    from.nodeValue = to.nodeValue
  }
}

function morphAttributes(from, to) {
  const kept = from.matches('details, dialog') ? 'open' : ''
  const names = Array.from(from.attributes, ({ name }) => name)
  for (const name of names) {
    if (name !== kept && !to.hasAttribute(name)) from.removeAttribute(name)
  }
  for (const { name, value } of to.attributes) {
    if (name !== kept && from.getAttribute(name) !== value) from.setAttribute(name, value)
  }
}

function morphChildren(from, to) {
  const wanted = new Set(Array.from(to.children, ({ id }) => id))
  const named = Array.from(from.children).filter(({ id }) => id)
  for (const child of named) if (!wanted.has(child.id)) child.remove()
  const byId = new Map(named.map((child) => [child.id, child]))
  const nexts = Array.from(to.childNodes)
  let here = from.firstChild
  for (const next of nexts) {
    const match = next.id ? byId.get(next.id) : unnamed(here, next.nodeName)
    if (match && match === here) here = here.nextSibling
    else from.insertBefore(match ?? next, here)
    if (match) morph(match, next)
  }
  while (here) {
    const after = here.nextSibling
    here.remove()
    here = after
  }
}

/** The first node from here on that has this name and no id of its own. */
function unnamed(here, nodeName) {
  for (let node = here; node; node = node.nextSibling) {
    if (node.nodeName === nodeName && !node.id) return node
  }
  return undefined
}
