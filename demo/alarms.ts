import { DataType } from 'node-opcua-client'
import { addVariable, type Plant } from './variables'

/**
 * A boiler whose level goes up and down and raises a limit alarm on its way, and which says something every few ticks
 * (BaseEventType). Subscribe to events of the Server object or of `ns=2;s=Boiler`. Returns what ends it.
 */
export function addAlarms({ namespace, root }: Plant, { rate }: { rate: number }): () => void {
  const { addressSpace } = namespace
  const server = addressSpace.rootFolder.objects.server
  const boiler = namespace.addObject({
    browseName: 'Boiler',
    nodeId: 's=Boiler',
    organizedBy: root,
    notifierOf: server,
    eventNotifier: 1,
  })
  const plant = { namespace, root }
  const level = addVariable(plant, boiler, 'Boiler/Level', { dataType: DataType.Double, value: 50 })
  boiler.addReference({ referenceType: 'HasEventSource', nodeId: level })
  const alarm = namespace.instantiateExclusiveLimitAlarm('ExclusiveLevelAlarmType', {
    browseName: 'Level alarm',
    nodeId: 's=Boiler/Level alarm',
    componentOf: boiler,
    conditionSource: level,
    conditionName: 'Level',
    inputNode: level,
    lowLowLimit: 5,
    lowLimit: 20,
    highLimit: 80,
    highHighLimit: 95,
    optionals: ['ConfirmedState', 'Confirm'],
  })
  alarm.setEnabledState(true)
  let tick = 0
  const timer = setInterval(() => {
    tick++
    level.setValueFromSource({ dataType: DataType.Double, value: 50 + 49 * Math.sin(tick / 2) })
    boiler.raiseEvent('BaseEventType', {
      message: { dataType: DataType.LocalizedText, value: { locale: 'de', text: `Füllstand geprüft, ${tick}. Mal` } },
      severity: { dataType: DataType.UInt16, value: 100 + (tick % 10) * 100 },
      sourceName: { dataType: DataType.String, value: 'Boiler' },
    })
  }, rate)
  return () => clearInterval(timer)
}
