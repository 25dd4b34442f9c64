import { isIP, isIPv4, isIPv6 } from 'node:net'
import type { HttpContext } from './context.ts'

/** Who sent a request, as far as it can be believed: the socket, or what the outermost of our own proxies saw. */
export function addressOf(c: HttpContext, proxies: number): string {
  const peer = c.env?.incoming?.socket.remoteAddress ?? ''
  const forwarded = (c.req.header('x-forwarded-for') ?? '').split(',').map((it) => it.trim())
  const claimed = proxies > 0 ? forwarded.at(-proxies) : undefined
  return networkOf(claimed !== undefined && isIP(claimed) > 0 ? claimed : peer)
}

/** One household or server has a whole /64 of IPv6 addresses, so these are counted together. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
  if (isIPv4(plain) || !isIPv6(plain)) return plain
  const [head = '', tail] = plain.toLowerCase().split('::')
  const [first, last] = [head, tail ?? ''].map((part) => (part === '' ? [] : part.split(':')))
  const gap = tail === undefined ? 0 : 8 - (first?.length ?? 0) - (last?.length ?? 0)
  const groups = [...(first ?? []), ...Array.from({ length: Math.max(0, gap) }, () => '0'), ...(last ?? [])]
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])
const everywhere = new Set(['0.0.0.0', '::', '[::]'])

/**
 * Whether a request was meant for this server. A page of a stranger can make its own name point to 127.0.0.1
 * (DNS rebinding), but its requests then carry that name.
 */
export function isOurHost(hostname: string, hosts: readonly string[]): boolean {
  const name = hostname.toLowerCase().replace(/\.$/, '')
  if (loopback.has(name) || hosts.some((host) => host.toLowerCase() === name || `[${host.toLowerCase()}]` === name))
    return true
  return hosts.some((host) => everywhere.has(host)) && isIP(name.replace(/^\[|\]$/g, '')) > 0
}
