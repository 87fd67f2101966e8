import { useEffect, useRef, useState, type JSX } from 'react'
import type { AppError } from '../../../contract/errors'
import { Button } from '../../parts/Button'
import { Modal } from '../../parts/Modal'
import { useEstimate } from '../../parts/useEstimate'
import { stateOf } from '../../stores/acts'
import { asAppError, valueOf } from '../../stores/loadable'
import { createLongWork, type Working } from '../../stores/longWork'
import { useApp, useSettings } from '../../stores/useApp'
import { exchangeText } from '../../text/exchange'
import { frameText } from '../../text/frame'
import { useLanguage, useText } from '../../text/language'
import { STATION } from '../../../contract/stationId'
import { ExportFields } from './ExportFields'
import { exportProblems, exportWhat, finalPath, firstExport, nameFor, type ExportForm } from './exportForm'
import { PickFile } from './PickFile'
import { WorkLine } from './WorkLine'

/** Writes a database into a file or a table. */
export function ExportDialog({ database, onClose }: { database: string; onClose: () => void }): JSX.Element {
  const app = useApp()
  const text = useText(exchangeText)
  const frame = useText(frameText)
  const lang = useLanguage()
  const estimate = useEstimate()
  const about = valueOf(useSettings((view) => view.about))
  const title = database === STATION ? frame.thisPc : (stateOf(app, database)?.title ?? database)
  const [form, setForm] = useState<ExportForm>(() => firstExport(about?.home ?? '', title, lang, text))
  const [step, setStep] = useState<'form' | 'replace'>('form')
  const { working, work } = useLongWork()
  const file = finalPath(form)

  async function write(overwrite: boolean): Promise<void> {
    const written = await work.run((id) =>
      app.api.call('exports.write', {
        database,
        file,
        what: exportWhat(form),
        work: id,
        ...(overwrite ? { overwrite } : {}),
      }),
    )
    app.shell.getState().say({ is: 'file-written', ...written })
  }

  if (step === 'replace')
    return (
      <Modal
        key="replace"
        title={text.replaceTitle(file.split(/[\\/]/u).at(-1) ?? file)}
        role="alertdialog"
        careful
        onClose={working ? work.stop : onClose}
        ok={text.replace}
        okKind="danger"
        working={working !== undefined}
        onDo={() => write(true)}
        more={working ? undefined : <Button onPress={() => setStep('form')}>{text.back}</Button>}
      >
        <p className="exchange-path">{text.replaceBody(file)}</p>
        <WorkLine working={working} label={text.writing} />
      </Modal>
    )
  return (
    <Modal
      key="form"
      title={text.exportTitle(title)}
      size="l"
      onClose={working ? work.stop : onClose}
      ok={text.write}
      missing={exportProblems(form, text, estimate)}
      working={working !== undefined}
      onDo={async () => {
        try {
          await write(false)
          return undefined
        } catch (cause) {
          const error = asAppError(cause)
          if (!isThere(error)) throw error
          setStep('replace')
          return 'stay'
        }
      }}
      more={
        working ? undefined : (
          <PickFile
            asks={{
              to: 'save',
              name: nameFor(form.what, title, text),
              endings: [form.what.endsWith('table') ? 'csv' : 'kusers'],
            }}
            onPick={(picked) => setForm((now) => ({ ...now, file: picked }))}
          />
        )
      }
    >
      <div className="exchange-form" inert={working !== undefined}>
        <ExportFields form={form} onChange={setForm} title={title} estimate={estimate} />
      </div>
      <WorkLine working={working} label={text.writing} />
    </Modal>
  )
}

function isThere(error: AppError): boolean {
  return error.code === 'already-exists' && error.details['subject'] === 'file'
}

/** Long work of a dialog; it is stopped with the dialog. */
function useLongWork() {
  const { api } = useApp()
  const [working, setWorking] = useState<Working>()
  const [work] = useState(() => createLongWork(api, setWorking))
  const stop = useRef(work.stop)
  useEffect(() => stop.current, [])
  return { working, work }
}
