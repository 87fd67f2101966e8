type Count = (count: number) => string

/** Words of what the program does by itself: start, tray, letting programs in. */
const en = {
  title: 'This program',
  startsWithComputer: 'Starts with the computer, in the tray',
  startsAbout: 'Sessions are there for other programs before anybody opens a window.',
  staysInTray: 'Stays in the tray when the window is closed',
  staysAbout: 'Other programs keep their sessions. Off: closing the window ends Keyswitch.',
  paused: 'Paused: no other program is let in.',
  pause: 'Pause…',
  resume: 'Let programs in again',
  pauseTitle: 'Let no other program in?',
  connected: ((count) =>
    count === 0
      ? 'No program is connected now.'
      : count === 1
        ? '1 program is connected and will be sent away.'
        : `${count} programs are connected and will be sent away.`) as Count,
  open: ((count) =>
    count === 0 ? 'No session is open.' : count === 1 ? 'This session ends:' : `These ${count} sessions end:`) as Count,
  readers: ((count) => (count === 1 ? 'used by 1' : `used by ${count}`)) as Count,
  until: 'It stays so until you let programs in again; this window goes on.',
  pauseOk: 'Pause',
  askedTitle: 'Open this folder?',
  asked: 'An address outside of Keyswitch, perhaps on a web page, asks to open this folder as a database:',
  askedNote: 'Nothing in it is changed by opening. If you did not ask for this, cancel.',
  askedOk: 'Open',
}

type DesktopText = typeof en

const de: DesktopText = {
  title: 'Dieses Programm',
  startsWithComputer: 'Startet mit dem Rechner, im Infobereich',
  startsAbout: 'Sitzungen stehen anderen Programmen zur Verfügung, bevor jemand ein Fenster öffnet.',
  staysInTray: 'Bleibt im Infobereich, wenn das Fenster geschlossen wird',
  staysAbout: 'Andere Programme behalten ihre Sitzungen. Aus: mit dem Fenster endet Keyswitch.',
  paused: 'Angehalten: kein anderes Programm wird eingelassen.',
  pause: 'Anhalten…',
  resume: 'Programme wieder einlassen',
  pauseTitle: 'Kein anderes Programm einlassen?',
  connected: (count) =>
    count === 0
      ? 'Gerade ist kein Programm verbunden.'
      : count === 1
        ? '1 Programm ist verbunden und wird getrennt.'
        : `${count} Programme sind verbunden und werden getrennt.`,
  open: (count) =>
    count === 0
      ? 'Es ist keine Sitzung offen.'
      : count === 1
        ? 'Diese Sitzung endet:'
        : `Diese ${count} Sitzungen enden:`,
  readers: (count) => (count === 1 ? 'von 1 genutzt' : `von ${count} genutzt`),
  until: 'Das gilt, bis Sie Programme wieder einlassen; dieses Fenster läuft weiter.',
  pauseOk: 'Anhalten',
  askedTitle: 'Diesen Ordner öffnen?',
  asked:
    'Eine Adresse außerhalb von Keyswitch, vielleicht auf einer Webseite, möchte diesen Ordner als Datenbank öffnen:',
  askedNote: 'Durch das Öffnen ändert sich nichts darin. Wenn Sie das nicht wollten, brechen Sie ab.',
  askedOk: 'Öffnen',
}

export const desktopText = { en, de }
