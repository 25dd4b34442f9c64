import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { assets, contentSecurityPolicy } from './assets.ts'
import { document } from './document.ts'
import { screens } from './samples/index.ts'

const pages = Object.entries(screens).map(([name, page]) => [name, document(page)] as const)
const tags = (html: string, name: string) => html.match(new RegExp(`<${name}[\\s>][^>]*>?`, 'g')) ?? []
const attribute = (tag: string, name: string) => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]

describe.each(pages)('the screen %s', (_name, html) => {
  test('starts with its doctype and has one main, one h1, a title, a skip link', () => {
    expect(html.startsWith('<!doctype html><html lang="en">')).toBe(true)
    expect(tags(html, 'main')).toHaveLength(1)
    expect(tags(html, 'h1')).toHaveLength(1)
    expect(html).toMatch(/<title>[^<]+ · Kontor<\/title>/)
    expect(html).toContain('<a class="skip" href="#main">')
  })

  test('has nothing inline that the content security policy would block', () => {
    expect(html).not.toMatch(/\sstyle=|\son[a-z]+=|<style|javascript:/i)
    for (const script of html.match(/<script[^>]*>[^<]*/g) ?? []) {
      expect(script).toMatch(/ src="\/assets\/[^"]+"[^>]*>$/)
    }
    expect(html).not.toMatch(/(?:href|src|action)="(?:https?:|\/\/)/)
  })

  test('has every id once, and an id on every row of a list that changes', () => {
    const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id)
    expect(ids).toEqual([...new Set(ids)])
    for (const { index } of html.matchAll(/data-row/g)) {
      const row = Math.max(html.lastIndexOf('<tr', index), html.lastIndexOf('<li', index))
      expect(html.slice(row, index)).toMatch(/^<(tr|li)[^>]* id="[^"]+"/)
    }
  })

  test('labels every control and names every button', () => {
    for (const input of [...tags(html, 'input'), ...tags(html, 'textarea')]) {
      if (attribute(input, 'type') === 'hidden') continue
      expect(html).toContain(`<label for="${attribute(input, 'id')}"`)
    }
    for (const [, open = '', text = ''] of html.matchAll(/<button([^>]*)>(.*?)<\/button>/gs)) {
      expect(text.replace(/<[^>]*>/g, '').trim() || attribute(open, 'aria-label')).toBeTruthy()
    }
  })

  test('protects every form that posts with the csrf token', () => {
    for (const form of html.match(/<form[^>]*method="post".*?<\/form>/gs) ?? []) {
      expect(form).toContain('<input type="hidden" name="csrf" value="c5rf-token"/>')
      expect(form).toMatch(/action="\/do\/[a-z.-]+"/)
    }
  })

  test('points labels, descriptions and titles at ids that exist', () => {
    for (const [, id] of html.matchAll(/aria-labelledby="([^"]+)"/g)) expect(html).toContain(` id="${id}"`)
  })
})

test('every asset is there and asks for nothing from another host', () => {
  for (const { path, file, type } of assets) {
    const content = readFileSync(file)
    expect(content.length, path).toBeGreaterThan(0)
    if (type.startsWith('text/css')) expect(content.toString()).not.toMatch(/@import|url\("?(?!"?\/assets\/)/)
  }
})

test('every asset that a page asks for is on the list, and the policy allows only our own', () => {
  const served = new Set(assets.map(({ path }) => path as string))
  const asked = pages.flatMap(([, html]) =>
    [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path),
  )
  expect(asked.filter((path) => !served.has(path ?? ''))).toEqual([])
  expect(contentSecurityPolicy).not.toMatch(/unsafe|https?:|\*/)
})
