// The Linux interfaces that Swift's Glibc module does not carry.
#ifndef CLINUX_H
#define CLINUX_H

#include <malloc.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>

// accept4(2) with SOCK_CLOEXEC and SOCK_NONBLOCK.
int clinux_accept(int listener, struct sockaddr *address, socklen_t *length);

// Attaches a filter to a listening TCP socket that drops the segments which would open a new connection (SYN without
// ACK) and lets every other one pass, so that handshakes under way complete. 0, or -1 with errno.
int clinux_drop_new_connections(int listener);

// What errno `number` means, in the C locale; never null.
const char *clinux_error_text(int number);

// pthread_setname_np(3); at most 15 characters.
int clinux_name_thread(pthread_t thread, const char *name);

// Takes the code and the constants of all loaded objects out of memory; what is used comes back, page by page.
void clinux_let_code_go(void);

#endif
