import { createRoot } from 'react-dom/client'
import { connect } from '../contract/client'
import { App } from './App'
import { createRefusals } from './frame/Toasts'
import { createApp } from './stores/app'
import { watchLink } from './stores/link'
import './styles/tokens.css'
import './styles/base.css'
import './styles/controls.css'
import './styles/dialogs.css'
import './styles/exchange.css'
import './styles/frame.css'
import './styles/panels.css'
import './styles/login.css'
import './styles/password.css'
import './styles/welcome.css'
import { openTransport } from './transport'

const { transport, link } = watchLink(openTransport())
const refusals = createRefusals()
const app = createApp({ api: connect(transport), link, showRefusal: refusals.show })
void app.settings.getState().load()
void app.login.getState().load()
void app.places.getState().load()

const root = document.getElementById('page')
if (root) createRoot(root).render(<App app={app} refusals={refusals.queue} />)
