import '@cloudscape-design/global-styles/index.css';
import { createRoot } from 'react-dom/client';

const root = document.getElementById('console');
if (root === null) throw new Error('index.html has no element #console.');
createRoot(root).render(<main />);
