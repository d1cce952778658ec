/**
 * The version of the fold itself. Raise it with every change of this room by which the same journal
 * may fold to another state (a signal, a stage, a reading, an Exception, a status): the next start
 * then folds every MPAN again and tells in the history what that changed. Version 1 is Pawl 0.1.0.
 */
export const processVersion = 2;
