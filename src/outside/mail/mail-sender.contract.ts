import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { accepted, instant, isRefusal, simulatedClock } from '#kernel'
import type { Clock } from '#kernel'
import { composeMail, type Dispatch, MailNotSent, type MailSender } from '#inbox'
import type { FakeAnswer } from './fake-mail.ts'

/** A sender with the world behind it. A folder says no to nothing, so its `answerNext` is absent. */
export type MailWorld = {
  sender: MailSender
  arrived(): Promise<readonly { raw: Uint8Array; from?: string; to?: readonly string[] }[]>
  answerNext?(...answers: readonly FakeAnswer[]): void
  close(): Promise<void>
}

const now = instant('2026-10-05T09:00:00Z')

export async function dispatch(key: string, change: Partial<Dispatch> = {}): Promise<Dispatch> {
  const composed = accepted(
    await composeMail({
      messageId: `<${key.replace(/[^a-z0-9]/gi, '.')}@quietinbox.example>`,
      date: now,
      from: { name: 'Quiet Inbox', address: 'help@quietinbox.example' },
      to: [{ name: '', address: 'mari@flowershop.example' }],
      subject: 'Grüße',
      text: '.leading dot\n..two\n.\nFrom me\nend',
    }),
  )
  return { ...composed, key, ...change }
}

export function mailSenderContract(name: string, open: (clock: Clock) => Promise<MailWorld>, scripted: boolean): void {
  describe(`mail sent by ${name}`, () => {
    let world: MailWorld
    beforeEach(async () => {
      world = await open(simulatedClock(now))
    })
    afterEach(() => world.close())

    test('arrives byte for byte, with proof', async () => {
      const mail = await dispatch('run-1:send')
      const sent = accepted(await world.sender.send(mail))
      expect(sent).toMatchObject({ key: 'run-1:send', messageId: mail.messageId, at: now })
      expect(sent.response).not.toMatch(/^$|[\r\n]/)
      const [arrived, ...others] = await world.arrived()
      expect(others).toEqual([])
      expect(Buffer.from(arrived!.raw).toString('latin1').trimEnd()).toBe(
        Buffer.from(mail.raw).toString('latin1').trimEnd(),
      )
    })

    test('leaves once for one key, however often and at once it is asked for', async () => {
      const mail = await dispatch('once')
      const all = await Promise.all([world.sender.send(mail), world.sender.send(mail), world.sender.send(mail)])
      all.push(await world.sender.send(mail))
      for (const sent of all) expect(sent).toEqual(all[0])
      expect(await world.arrived()).toHaveLength(1)
    })

    test('leaves once for each key', async () => {
      for (const key of ['a', 'b', 'a/b', '../a', 'a%2Fb', 'A b', '.', 'ä'.repeat(200), ''])
        accepted(await world.sender.send(await dispatch(key)))
      expect(await world.arrived()).toHaveLength(9)
    })

    test('is found again by its key, where the way out can be asked', async () => {
      const sent = accepted(await world.sender.send(await dispatch('found')))
      if (!world.sender.find) return
      expect(await world.sender.find('found')).toEqual(sent)
      expect(await world.sender.find('never sent')).toBeUndefined()
    })

    if (scripted) refusals(() => world)
  })
}

function refusals(world: () => MailWorld): void {
  const say = (...answers: FakeAnswer[]): void => world().answerNext?.(...answers)

  test('that is rejected for good is a refusal with the code, and may be sent again once mended', async () => {
    say('reject')
    const mail = await dispatch('rejected')
    const result = await world().sender.send(mail)
    expect(result).toMatchObject({ refused: true, kind: 'mail-rejected', facts: { smtpCode: 550 } })
    expect(isRefusal(await world().sender.send(mail))).toBe(false)
    expect(await world().arrived()).toHaveLength(1)
  })

  test('that is put off throws, surely has not arrived, and arrives at the next try', async () => {
    say('try-later')
    const mail = await dispatch('later')
    const failure = await world()
      .sender.send(mail)
      .catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(MailNotSent)
    expect(failure).toMatchObject({ uncertain: false, smtpCode: 451 })
    expect(await world().arrived()).toHaveLength(0)
    accepted(await world().sender.send(mail))
    expect(await world().arrived()).toHaveLength(1)
  })

  test('whose answer was lost is uncertain, and a second try is the very same mail', async () => {
    say('lost-answer')
    const mail = await dispatch('lost')
    await expect(world().sender.send(mail)).rejects.toMatchObject({ name: 'MailNotSent', uncertain: true })
    accepted(await world().sender.send(mail))
    const [first, second] = await world().arrived()
    expect(second!.raw).toEqual(first!.raw)
  })

  test('goes to the recipients of the envelope', async () => {
    accepted(await world().sender.send(await dispatch('to', { to: ['a@x.example', 'b@y.example'] })))
    expect(await world().arrived()).toMatchObject([
      { from: 'help@quietinbox.example', to: ['a@x.example', 'b@y.example'] },
    ])
  })
}
