// Placeholder until the paper is rendered here; replace this whole file.
export function renderCertificate(_text: string): Promise<Uint8Array> { return Promise.resolve(new Uint8Array()); }
