/** The sector (of 512 bytes) that fails on every drive of the guest `bad-sectors`. */
export const badSector = 12_345;
