export { tls } from '../../examples/everywhere/certificate.ts';
