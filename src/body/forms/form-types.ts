/**
 * The media types of forms.
 *
 * @module
 */
export const URLENCODED = 'application/x-www-form-urlencoded';
export const MULTIPART = 'multipart/form-data';
