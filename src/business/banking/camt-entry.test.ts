import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { money, printAmount, sum } from '#kernel'
import { details, document, entry, eur, oneLine, own, read, statement } from './camt-samples.ts'

describe('a line', () => {
  test('of a customer payment says who paid what for which invoice', async () => {
    const rest =
      '<AcctSvcrRef>BANK-9</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn><Prtry><Cd>166</Cd></Prtry></BkTxCd>' +
      details(
        '<Refs><EndToEndId>E2E-1</EndToEndId></Refs><RltdPties><Dbtr><Nm>Blume &amp; Sohn</Nm></Dbtr><DbtrAcct><Id><IBAN>EE382200221020145685</IBAN></Id></DbtrAcct></RltdPties>' +
          '<RmtInf><Ustrd>Invoice 2026-001,</Ustrd><Ustrd>thank you</Ustrd><Strd><RfrdDocInf><Nb>2026-001</Nb></RfrdDocInf><CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd></RmtInf>',
      )
    expect(await oneLine(entry('50.00', rest))).toEqual({
      index: 0,
      entry: 0,
      fileLine: 3,
      bookingDay: '2026-10-05',
      valueDay: '2026-10-06',
      amount: money(5000n, eur),
      status: 'booked',
      reversal: false,
      bankReference: 'BANK-9',
      bankCode: { domain: 'PMNT', family: 'RCDT', subFamily: 'ESCT', proprietary: '166' },
      endToEndId: 'E2E-1',
      remittance: 'Invoice 2026-001, thank you 2026-001',
      creditorReference: 'RF18539007547034',
      counterparty: { name: 'Blume & Sohn', iban: 'EE382200221020145685' },
      batch: [],
    })
  })

  const parties =
    '<RltdPties><Dbtr><Pty><Nm>Payer</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>EE382200221020145685</IBAN></Id></DbtrAcct>' +
    `<Cdtr><Pty><Nm>Payee</Nm></Pty></Cdtr><CdtrAcct><Id><IBAN>${own}</IBAN></Id></CdtrAcct></RltdPties>`

  test('that goes out is negative and names whom we paid', async () => {
    const to = parties.replace(own, 'FI2112345600000785')
    expect(await oneLine(entry('5.00', details(to), 'DBIT'))).toMatchObject({
      amount: { minor: -500n },
      counterparty: { name: 'Payee', iban: 'FI2112345600000785' },
    })
  })

  test('that is reversed keeps the direction the bank gave it and names the payer of the original', async () => {
    expect(await oneLine(entry('5.00', `<RvslInd>true</RvslInd>${details(parties)}`, 'DBIT'))).toMatchObject({
      amount: { minor: -500n },
      reversal: true,
      counterparty: { name: 'Payer' },
    })
  })

  test('never names ourselves as the other side', async () => {
    expect(await oneLine(entry('5.00', details(parties), 'DBIT'))).toMatchObject({ counterparty: { name: 'Payer' } })
  })

  test('knows its status in old and new spelling', async () => {
    const newer = entry('5.00').replace('<Sts>BOOK</Sts>', '<Sts><Cd>PDNG</Cd></Sts>')
    expect((await oneLine(newer)).status).toBe('pending')
    expect((await oneLine(entry('5.00', '', 'CRDT', 'INFO'))).status).toBe('information')
  })

  test('has no reference when the bank wrote that there is none, or only counted', async () => {
    const line = await oneLine(
      entry(
        '5.00',
        `<NtryRef>12</NtryRef><AcctSvcrRef>NONREF</AcctSvcrRef>${details('<Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>')}`,
      ),
    )
    expect(line).not.toHaveProperty('bankReference')
    expect(line).not.toHaveProperty('endToEndId')
    expect((await oneLine(entry('5.00', '<NtryRef>2026-ABC-12</NtryRef>'))).bankReference).toBe('2026-ABC-12')
  })
})

describe('a batch entry', () => {
  const payment = (amount: string, name: string, direction = 'CRDT'): string =>
    `<TxDtls><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>${direction}</CdtDbtInd><RltdPties><Dbtr><Nm>${name}</Nm></Dbtr></RltdPties></TxDtls>`

  test('is split when its payments add up to it', async () => {
    const { lines } = await read(
      document(
        statement(
          entry('50.00', `<NtryDtls>${payment('30.00', 'A')}${payment('20.00', 'B')}</NtryDtls>`) + entry('1.00'),
        ),
      ),
    )
    expect(lines.map((line) => [line.index, line.entry, line.amount.minor, line.counterparty.name])).toEqual([
      [0, 0, 3000n, 'A'],
      [1, 0, 2000n, 'B'],
      [2, 1, 100n, undefined],
    ])
  })

  test('counts a payment of the other direction against it', async () => {
    const { lines } = await read(
      document(
        statement(entry('50.00', `<NtryDtls>${payment('51.00', 'A')}${payment('1.00', 'Fee', 'DBIT')}</NtryDtls>`)),
      ),
    )
    expect(lines.map((line) => line.amount.minor)).toEqual([5100n, -100n])
  })

  test('stays one line with its payments when they do not add up or have no amounts', async () => {
    const fees = await oneLine(entry('49.50', `<NtryDtls>${payment('30.00', 'A')}${payment('20.00', 'B')}</NtryDtls>`))
    expect(fees).toMatchObject({
      amount: { minor: 4950n },
      batch: [{ amount: { minor: 3000n } }, { amount: { minor: 2000n } }],
    })
    const bare = payment('', 'A').replace(/<Amt.*<\/Amt>/, '')
    expect((await oneLine(entry('50.00', `<NtryDtls>${bare}${bare}</NtryDtls>`))).batch).toEqual([
      { remittance: '', counterparty: { name: 'A' } },
      { remittance: '', counterparty: { name: 'A' } },
    ])
  })

  test('has lines that add up to it, whatever its payments are', async () => {
    const cents = fc.bigInt(0n, 100_000n)
    await fc.assert(
      fc.asyncProperty(cents, fc.array(fc.tuple(cents, fc.boolean()), { maxLength: 6 }), async (total, payments) => {
        const text = (minor: bigint): string => printAmount(money(minor, eur))
        const inside = payments.map(([minor, credit]) => payment(text(minor), 'A', credit ? 'CRDT' : 'DBIT')).join('')
        const { lines } = await read(document(statement(entry(text(total), `<NtryDtls>${inside}</NtryDtls>`))))
        expect(
          sum(
            lines.map((line) => line.amount),
            eur,
          ).minor,
        ).toBe(total)
      }),
      { numRuns: 50 },
    )
  })
})
