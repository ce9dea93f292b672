package dev.gapless.scheduler.status;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each reason that a miner or a capture gives has words and a remedy of its own. */
class StatusRemediesTest {

    private static final String GENERAL = StatusRemedies.GENERAL.formatted("forum");

    private static String ofWork(String reason) {
        return StatusRemedies.ofWork(reason, "forum", "ann", "posts");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "status 404 (expected: 200) | streams.posts.listing.path",
                "status 404, which the manifest's gone-when does not take for gone | streams.posts.listing.gone-when",
                "status 503 | http.base-url",
                "circuit open after 5 failures: status 404 (expected: 200) | streams.posts.listing.path",
                "circuit open after 5 refusals for the source's limit | http.rate.per-second",
                "the credential is refused with status 401 | ./gapless account add forum ann --credential-file FILE",
                "unreadable page, kept in the dead letters: page-order | streams.posts.listing.order",
                "unreadable page, kept in the dead letters: json | ./gapless dead-letters list --source forum --rule json",
                "mass-deletion: 90 of 100 items are no longer listed | ./gapless gaps release --stuck-of forum",
                "mass-deletion: 90 of 100 items are no longer listed | streams.posts.reconcile.deletions",
                "the source's limit | http.rate.per-second",
                "no word from the miner before the lease ran out | http-miner-service",
                "coverage does not show what a complete walk delivered | processor-service",
                "walked to its end, and coverage does not show it | processor-service",
                "the stream is not in the manifest | stream posts",
                "the host leads to a private address, which the manifest or the operator does not permit | allow-private",
                "the token endpoint leads to a private address, which the manifest or the operator does not permit | token-url",
                "the host name has no address | http.base-url",
                "nothing listens at the address | http.base-url",
                "no TLS connection: the certificate or the protocol is not accepted | http.base-url",
                "the network failed: SocketException | http.base-url",
                "no whole answer in time | http.base-url",
                "a call to another origin than the manifest's base address | streams.posts.listing.paging",
                "no whole page within the slice's hard limit | streams.posts.listing.page-size",
                "no item read within the slice's hard limit | streams.posts.listing.page-size",
                "the next page is one that this walk has seen | streams.posts.listing.paging",
                "a thousand pages brought the walk no further | streams.posts.listing.paging",
                "the listing leaves out logs: block 7 has 2 logs of the contract by its receipts, and 0 were listed | http.base-url",
                "given up: a thousand pages brought the walk no further | streams.posts.listing.paging",
                "given up: the listing's cursors expire before a walk of it ends | streams.posts.listing.page-size",
                "9 calls did not make one page | streams.posts.listing.paging",
                "an empty page says that more follow | streams.posts.listing.paging",
                "a page without new elements says that more follow | streams.posts.listing.paging",
                "the next lower bound is not above this one | streams.posts.listing.paging",
                "a page of more than 1000 items cannot be compared | streams.posts.listing.page-size",
                "more than 1000 items share one position | finer unit",
                "what this walk must remember is longer than 1000 characters | streams.posts.listing.page-size",
                "listing incomplete: an item that exists is not listed | streams.posts.listing",
                "more differs than one comparison can name; it is made again | Nothing",
                "the walk ended and has not shown all of its window | Nothing",
                "another dispatch has the walk's checkpoint | Nothing",
                "the listing ends and shows nothing of [1,2): believed when a second walk says so too | Nothing",
                "9 of 10 items are no longer listed: believed when a second walk comes to the same | Nothing",
                "the ledger cannot be asked | checkpoint-service",
                "the walk's checkpoint cannot be asked for | checkpoint-service",
                "the walk's checkpoint cannot be saved | checkpoint-service",
                "the walk's checkpoint has schema 9 (this release reads up to 1): upgrade the miner | one release",
                "kafka did not acknowledge within PT30S | Kafka runs",
                "the source is unknown | ./gapless source apply FILE",
                "the account is not followed | removed",
                "internal error: IllegalStateException | mining-bug",
                "retention | retention",
                "gone | ./gapless gaps release ID",
                "the source says it is gone: asked again before it is believed | ./gapless gaps release ID",
                "the source lists its newest items only, and not what is older | ./gapless gaps release ID",
                "the manifest is new | Nothing",
                "the credential is new | Nothing",
                "released by an operator | Nothing",
            })
    void each_reason_of_a_miner_has_its_remedy(String reason, String remedy) {
        assertThat(ofWork(reason)).contains(remedy).isNotEqualTo(GENERAL);
    }

    @Test
    void an_unknown_reason_has_general_advice() {
        assertThat(ofWork("something else")).isEqualTo(GENERAL).contains("./gapless gaps release --stuck-of forum");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status 404, which the manifest's gone-when does not take for gone",
                "circuit open after 5 failures: status 404 (expected: 200)",
                "a call to another origin than the manifest's base address",
                "the token endpoint leads to a private address, which the manifest or the operator does not permit",
            })
    void what_only_an_operator_can_mend_counts_as_refused(String reason) {
        assertThat(StatusRemedies.isRefusal(reason)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "unconfirmed | not confirmed | socket.confirmation",
                "credential-refused | 401 | --credential-file FILE",
                "not-connected | the host name has no address | socket.url",
                "not-connected | nothing listens at the address | socket.url",
                "not-connected | a private address, which the manifest or the operator does not permit | allow-private",
                "not-connected | status 404 | socket.url",
                "not-connected | status 429 | socket.connects",
                "not-ready | no manifest | scheduler-service",
                "not_delivered | timeout | Kafka runs",
                "ledger | no answer | checkpoint-service",
                "oversized | 1048577 bytes | socket.max-frame",
                "silent | no pong | socket.silence-limit",
                "restarted | the subscription is refused | socket.subscribe",
                "restarted | the page holds no array | socket in the manifest",
                "closed | 1008 | socket.url",
                "dropped | reset | socket.url",
                "protocol | bad frame | socket.url",
                "network | reset | socket.url",
                "broken | IllegalStateException | capture-broken",
            })
    void each_end_of_a_connection_has_its_words_and_its_remedy(String cause, String detail, String remedy) {
        assertThat(CaptureWords.of(cause, detail)).isNotBlank().doesNotStartWith(cause + ":");
        assertThat(StatusRemedies.ofCapture(cause, detail, "forum", "ann")).contains(remedy);
    }
}
