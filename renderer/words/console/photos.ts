export const drivePhoto = {
  show: 'Show the photo',
  alt: 'Photo of the drive as its station kept it',
} as const;
