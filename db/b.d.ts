export declare const b: Buffer<ArrayBuffer>;
