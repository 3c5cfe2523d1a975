/**
 * What scanner makers call the settings that matter here, each checked against the manual that is named. No programming
 * code is kept: their contents are not published, they differ by model, and a wrong one can reset a scanner.
 */
export interface ManualSetting {
  readonly maker: string;
  readonly setting: string;
  readonly does: string;
  readonly manual: string;
}

export const manualSettings: readonly ManualSetting[] = [
  {
    maker: 'Honeywell',
    setting: 'HID POS (terminal ID 131)',
    does: 'HID POS mode',
    manual: 'Hyperion 1300g User’s Guide, Interface / Terminal ID Table, page 5-4',
  },
  {
    maker: 'Honeywell',
    setting: 'Serial, COM driver required (terminal ID 130)',
    does: 'Serial mode',
    manual: 'Hyperion 1300g User’s Guide, Interface / Terminal ID Table, page 5-4',
  },
  {
    maker: 'Honeywell',
    setting: 'Add Prefix, AIM I.D.',
    does: 'AIM identifier',
    manual: 'Hyperion 1300g-2 User’s Guide, Data Editing, page 4-1',
  },
  {
    maker: 'Datalogic',
    setting: 'Global AIM ID',
    does: 'AIM identifier',
    manual: 'Gryphon I GD44XX/GBT4400/GM440X Product Reference Guide, page 286',
  },
  {
    maker: 'Zebra',
    setting: 'Transmit Code ID Character',
    does: 'AIM identifier',
    manual: 'DS9208 Product Reference Guide, Miscellaneous Scanner Parameters',
  },
  {
    maker: 'Zebra',
    setting: 'Simulated Caps Lock',
    does: 'Swaps the case of letters when it is on',
    manual: 'DS9208 Product Reference Guide, USB Interface',
  },
];
