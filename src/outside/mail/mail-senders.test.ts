import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type SMTPServerOptions, SMTPServer } from 'smtp-server'
import { expect, test } from 'vitest'
import { accepted, instant, simulatedClock } from '#kernel'
import { dropFolder } from './drop-folder.ts'
import { type FakeAnswer, fakeMail } from './fake-mail.ts'
import { dispatch, mailSenderContract, type MailWorld } from './mail-sender.contract.ts'
import { isLoopback, smtpSender } from './smtp.ts'

const clock = simulatedClock(instant('2026-10-05T09:00:00Z'))
const reply = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode })

type SmtpWorld = Required<MailWorld> & { port: number }

/** A real mail server on a loopback port that answers the next mails as told. */
async function smtpWorld(change: SMTPServerOptions = {}): Promise<SmtpWorld> {
  const script: FakeAnswer[] = []
  const arrived: { raw: Uint8Array; from: string; to: string[] }[] = []
  const server = new SMTPServer({
    logger: false,
    authOptional: true,
    onData(stream, session, callback) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const answer = script.shift() ?? 'accept'
        if (answer === 'reject') return callback(reply(550, 'no such mailbox'))
        if (answer === 'try-later') return callback(reply(451, 'later'))
        const { mailFrom, rcptTo } = session.envelope
        const from = mailFrom === false ? '' : mailFrom.address
        arrived.push({ raw: Buffer.concat(chunks), from, to: rcptTo.map(({ address }) => address) })
        if (answer === 'lost-answer') return [...server.connections].forEach((connection) => connection.close())
        callback()
      })
    },
    ...change,
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    port,
    sender: smtpSender({ account: { host: '127.0.0.1', port }, clock }),
    arrived: async () => arrived,
    answerNext: (...answers) => void script.push(...answers),
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

mailSenderContract('SMTP', () => smtpWorld(), true)

mailSenderContract(
  'the fake',
  async (clock) => {
    const fake = fakeMail({ clock })
    return {
      sender: fake,
      arrived: async () => fake.arrived(),
      answerNext: (...answers) => fake.answerNext(...answers),
      close: async () => undefined,
    }
  },
  true,
)

mailSenderContract(
  'the drop folder',
  async (clock) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'kontor-mail-'))
    const files = async (): Promise<string[]> => (await readdir(folder)).toSorted()
    return {
      sender: dropFolder({ folder, clock }),
      arrived: async () =>
        Promise.all((await files()).map(async (name) => ({ raw: await readFile(path.join(folder, name)) }))),
      close: () => rm(folder, { recursive: true }),
    }
  },
  false,
)

test('the drop folder holds plainly named mails and nothing else, for its owner only', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'kontor-mail-'))
  const sender = dropFolder({ folder: path.join(folder, 'out', 'mail'), clock })
  accepted(await sender.send(await dispatch('inv_01k-send')))
  accepted(await sender.send(await dispatch('../../escape')))
  expect(await readdir(folder)).toEqual(['out'])
  const names = (await readdir(path.join(folder, 'out', 'mail'))).toSorted()
  expect(names).toEqual([expect.stringMatching(/^_escape-[0-9a-f]{32}\.eml$/), 'inv_01k-send.eml'])
  const { mode } = await stat(path.join(folder, 'out', 'mail', 'inv_01k-send.eml'))
  expect(mode & 0o777).toBe(0o600)
  await rm(folder, { recursive: true })
})

test('another process that had the same key first wins, and its mail is not overwritten', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'kontor-mail-'))
  const [first, second] = [dropFolder({ folder, clock }), dropFolder({ folder, clock })]
  const [mail, other] = [
    await dispatch('same'),
    await dispatch('same', { raw: Buffer.from('Message-ID: <x@y>\r\n\r\n') }),
  ]
  const [one, two] = await Promise.all([first.send(mail), second.send(other)])
  expect(one).toEqual(two)
  expect(await readdir(folder)).toEqual(['same.eml'])
  await rm(folder, { recursive: true })
})

test('a folder that cannot be written says so, and nothing counts as sent', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'kontor-mail-'))
  const file = path.join(folder, 'a-file')
  await writeFile(file, '')
  const sender = dropFolder({ folder: file, clock })
  await expect(sender.send(await dispatch('x'))).rejects.toMatchObject({ name: 'MailNotSent', uncertain: false })
  await rm(folder, { recursive: true })
})

test('a recipient turned away beside others is named, and the mail is sent', async () => {
  const world = await smtpWorld({
    onRcptTo: ({ address }, _, callback) => callback(address.startsWith('gone') ? reply(550, 'unknown') : null),
  })
  const mail = await dispatch('some', { to: ['a@x.example', 'gone@x.example'] })
  expect(await world.sender.send(mail)).toMatchObject({ rejected: ['gone@x.example'] })
  const nobody = await world.sender.send(await dispatch('none', { to: ['gone@x.example'] }))
  expect(nobody).toMatchObject({ kind: 'mail-rejected', facts: { smtpCode: 550 } })
  await world.close()
})

test('a wrong password is no rejection of the mail: it can be sent once the account is right', async () => {
  const world = await smtpWorld({
    authOptional: false,
    allowInsecureAuth: true,
    onAuth: (_, __, done) => done(reply(535, 'no')),
  })
  const account = { host: '127.0.0.1', port: world.port, login: { user: 'help', password: 'hunter-2-secret' } }
  const failure = await smtpSender({ account, clock })
    .send(await dispatch('auth'))
    .catch((error: unknown) => error)
  expect(failure).toMatchObject({ name: 'MailNotSent', uncertain: false, smtpCode: 535 })
  expect(String(failure)).not.toContain('hunter-2-secret')
  await world.close()
})

test('a mail that is too big for the server is rejected before its bytes leave', async () => {
  const world = await smtpWorld({ size: 50 })
  expect(await world.sender.send(await dispatch('big'))).toMatchObject({ kind: 'mail-rejected' })
  expect(await world.arrived()).toEqual([])
  await world.close()
})

test('nobody listening is a failure for now, and surely nothing was sent', async () => {
  const world = await smtpWorld()
  await world.close()
  await expect(world.sender.send(await dispatch('x'))).rejects.toMatchObject({ name: 'MailNotSent', uncertain: false })
})

test.each([
  ['silence, then the end', ''],
  ['a 554 greeting', '554 go away\r\n'],
  ['rubbish', 'HTTP/1.1 400\r\n\r\n'],
])('a server that greets with %s is a failure for now', async (_, greeting) => {
  const server: Server = createServer((socket) => void socket.end(greeting))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const sender = smtpSender({ account: { host: '127.0.0.1', port }, clock })
  await expect(sender.send(await dispatch('x'))).rejects.toMatchObject({ name: 'MailNotSent', uncertain: false })
  await new Promise((resolve) => server.close(resolve))
})

test('a server elsewhere that offers no trusted TLS gets neither password nor mail', async () => {
  const heard: string[] = []
  const onAuth: SMTPServerOptions['onAuth'] = ({ username }, _, done) => {
    heard.push(username ?? '')
    done(null, { user: 'x' })
  }
  // 0.0.0.0 reaches this server and is not known as loopback; its certificate is nobody's.
  for (const change of [{ disabledCommands: ['STARTTLS'] }, {}]) {
    const world = await smtpWorld({ ...change, onAuth, allowInsecureAuth: true })
    const account = { host: '0.0.0.0', port: world.port, login: { user: 'help', password: 'secret' } }
    const sending = smtpSender({ account, clock }).send(await dispatch('x'))
    await expect(sending).rejects.toMatchObject({ name: 'MailNotSent', uncertain: false })
    expect([heard, await world.arrived()]).toEqual([[], []])
    await world.close()
  }
})

test('only this machine is spoken to without TLS', () => {
  expect(['localhost', '127.0.0.1', '127.8.9.1', '::1'].map(isLoopback)).toEqual([true, true, true, true])
  const elsewhere = ['mail.example', '127.0.0.1.example', 'localhost.example', '10.0.0.1', '0.0.0.0', '']
  expect(elsewhere.filter(isLoopback)).toEqual([])
})
