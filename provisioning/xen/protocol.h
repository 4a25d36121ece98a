/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a guest that grants pages is talked to: through its own xenstore directory.
 *
 * The test writes "SEQ VERB ARGUMENT..." to REQUEST; the guest answers "SEQ RESULT..." in ANSWER,
 * where a negative first result is an errno. SEQ grows by one each time.
 *
 *	share COUNT WRITABLE	grant COUNT new pages to domain 0: "0 REF..."
 *	peek OFFSET		a byte of the pages shared last: "0 VALUE"
 *	poke OFFSET VALUE	"0"
 *	revoke			end these grants: "0"
 *	exit			power off; no answer
 *	crash			panic; no answer
 */
#ifndef NORMALPAGE_XEN_PROTOCOL_H
#define NORMALPAGE_XEN_PROTOCOL_H

/* relative to /local/domain/DOMID; "data" is what a guest may write to (xenstore-paths) */
#define XEN_AGENT_REQUEST "data/normalpage-request"
#define XEN_AGENT_ANSWER "data/normalpage-answer"

/* the answer to a request that nobody made: the agent is up */
#define XEN_AGENT_READY "0 0"

#endif
