import { cpus, loadavg, release, totalmem, type } from 'node:os'
import type { Figure } from './figure'

/** What ran and how it did, as Markdown: the machine in a line, then one row per figure. */
export function table(figures: readonly Figure[]): string {
  const processors = cpus()
  const machine = [
    processors[0]?.model.trim() ?? process.arch,
    `${processors.length} cores`,
    `${Math.round(totalmem() / 2 ** 30)} GB`,
    `${type()} ${release()}`,
    `Node ${process.versions.node}`,
    // Above the number of cores, others were at work too and every figure is too high.
    ...(process.platform === 'win32' ? [] : [`load ${loadavg()[0]?.toFixed(1)}`]),
  ].join(', ')
  const rows = figures.map((figure) => [
    figure.what,
    amount(figure.value, figure.unit),
    `${amount(Math.min(...figure.from), figure.unit)} – ${amount(Math.max(...figure.from), figure.unit)}`,
    ...judged(figure),
  ])
  return [
    `${machine}; medians of 5`,
    '',
    ...aligned([['figure', 'median', 'least – most', 'target', ''], ...rows]),
  ].join('\n')
}

/** The target and whether it is reached; empty for a figure that is only told. */
function judged({ value, unit, most, least }: Figure): [target: string, verdict: string] {
  if (most !== undefined) return [`≤ ${amount(most, unit)}`, value <= most ? 'ok' : 'over']
  if (least !== undefined) return [`≥ ${amount(least, unit)}`, value >= least ? 'ok' : 'under']
  return ['', '']
}

function amount(value: number, unit: string): string {
  return `${Math.abs(value) >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)} ${unit}`
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const [head = [], ...rest] = rows
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rest.map(line)]
}
