#ifndef ALLOCATION_ACCOUNT_H
#define ALLOCATION_ACCOUNT_H

/// What the calling thread has allocated since it last opened an account.
typedef struct {
    /// How many blocks were asked for.
    long blocks;
    /// The most bytes that were in use at one time, beyond those at the opening.
    long peak_bytes;
} allocation_account;

/// Opens an account for the calling thread. A program that links this has every allocation of its own counted.
void allocation_account_open(void);

/// Reads the account of the calling thread.
allocation_account allocation_account_read(void);

#endif
