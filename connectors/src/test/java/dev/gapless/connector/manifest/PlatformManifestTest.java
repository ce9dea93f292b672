package dev.gapless.connector.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CapturedRecord.RecordKind;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.StreamStateResponse;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.Connector;
import dev.gapless.connector.ExtractionResult;
import dev.gapless.connector.HttpCall;
import dev.gapless.connector.LiveEffect;
import dev.gapless.connector.LiveEffect.AdvanceCoverage;
import dev.gapless.connector.LiveEffect.CloseWindow;
import dev.gapless.connector.LiveEffect.OpenWindow;
import dev.gapless.connector.LiveEffect.PublishRecord;
import dev.gapless.connector.LiveEffect.Reconnect;
import dev.gapless.connector.LiveEffect.SaveCursor;
import dev.gapless.connector.LiveEffect.Send;
import dev.gapless.connector.LiveSession;
import dev.gapless.connector.LiveStart;
import dev.gapless.connector.PageStep.Page;
import dev.gapless.connector.PageStep.Page.ListingState;
import dev.gapless.connector.PageWalk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What the shipped manifests of platforms make of messages, and what they claim. */
class PlatformManifestTest {

    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final String DID = "did:plc:aaaabbbbccccddddeeeeffff";

    @Test
    void numbers_without_a_hole_are_claimed_without_a_confirmation_of_the_subscription() {
        LiveSession session = subscribed();

        assertThat(trade(session, 7))
                .satisfiesExactly(
                        effect -> assertThat(effect)
                                .isEqualTo(new OpenWindow("trades", 7, Evidence.SEQUENCE_CONTIGUOUS, 0, 7L)),
                        effect -> assertThat(effect).isInstanceOf(PublishRecord.class),
                        effect -> assertThat(effect).isEqualTo(new AdvanceCoverage("trades", 8, List.of())));
        assertThat(trade(session, 8)).hasSize(2).contains(new AdvanceCoverage("trades", 9, List.of()));
    }

    /** A claim over the hole would lead the truth: what is missing would not be asked for. */
    @Test
    void a_jump_in_the_numbers_ends_the_window_and_an_old_number_claims_nothing() {
        LiveSession session = subscribed();
        trade(session, 7);

        assertThat(trade(session, 10))
                .satisfiesExactly(
                        effect -> assertThat(effect).isEqualTo(new CloseWindow("trades")),
                        effect -> assertThat(effect)
                                .isEqualTo(new OpenWindow("trades", 10, Evidence.SEQUENCE_CONTIGUOUS, 0, 10L)),
                        effect -> assertThat(effect).isInstanceOf(PublishRecord.class),
                        effect -> assertThat(effect).isEqualTo(new AdvanceCoverage("trades", 11, List.of())));
        assertThat(trade(session, 8)).singleElement().isInstanceOf(PublishRecord.class);
        assertThat(trade(session, 10)).singleElement().isInstanceOf(PublishRecord.class);
        assertThat(trade(session, 11)).contains(new AdvanceCoverage("trades", 12, List.of()));
    }

    @Test
    void a_subscription_that_is_refused_begins_anew() {
        LiveSession session = shipped("binance").session("BTCUSDT");
        session.opened(NOON);

        assertThat(frame(session, "{\"error\":{\"code\":2},\"id\":1}"))
                .containsExactly(new LiveEffect.Reconnect("the source refused the dialogue", false));
    }

    @Test
    void a_walk_from_a_number_on_names_the_last_one_it_saw() {
        var walk = shipped("binance")
                .walk(new StreamId("binance", "BTCUSDT", "trades"), MiningMode.GAP_FILL, 100, 200, null);
        assertThat(walk.next().uri().getRawQuery()).contains("fromId=100", "limit=1000", "symbol=BTCUSDT");
        walk.accept("[{\"a\":100},{\"a\":101},{\"a\":102}]".getBytes(StandardCharsets.UTF_8), Long.MAX_VALUE);
        assertThat(walk.next().uri().getRawQuery()).contains("fromId=102");

        var down = shipped("coinbase")
                .walk(new StreamId("coinbase", "BTC-USD", "trades"), MiningMode.GAP_FILL, 100, 200, null);
        assertThat(down.next().uri().getRawQuery()).contains("after=200");
    }

    /** What answers calls may be behind what sends trades, and a hole of the live path is asked for at once. */
    @Test
    void a_listing_that_is_behind_the_live_path_does_not_cover_what_it_does_not_show() {
        StreamId trades = new StreamId("binance", "BTCUSDT", "trades");
        PageWalk up = shipped("binance").walk(trades, MiningMode.GAP_FILL, 100, 106, null);
        up.accept(bytes("[{\"a\":100},{\"a\":101},{\"a\":102}]"), Long.MAX_VALUE);
        assertThat(up.accept(bytes("[{\"a\":102}]"), Long.MAX_VALUE)).isInstanceOfSatisfying(Page.class, page -> {
            assertThat(page.unseen()).isEqualTo(Range.of(102, 106));
            assertThat(page.state()).isEqualTo(ListingState.BEHIND);
        });

        PageWalk whole = shipped("binance").walk(trades, MiningMode.GAP_FILL, 100, 103, null);
        whole.accept(bytes("[{\"a\":100},{\"a\":101},{\"a\":102}]"), Long.MAX_VALUE);
        assertThat(whole.accept(bytes("[{\"a\":102}]"), Long.MAX_VALUE))
                .isInstanceOfSatisfying(
                        Page.class, page -> assertThat(page.state()).isEqualTo(ListingState.CURRENT));
    }

    @Test
    void a_listing_from_the_newest_on_that_begins_too_low_does_not_cover_what_is_above() {
        StreamId trades = new StreamId("coinbase", "BTC-USD", "trades");
        PageWalk down = shipped("coinbase").walk(trades, MiningMode.GAP_FILL, 90, 106, null);
        assertThat(down.accept(bytes("[{\"trade_id\":102},{\"trade_id\":101},{\"trade_id\":100}]"), Long.MAX_VALUE))
                .isInstanceOfSatisfying(Page.class, page -> {
                    assertThat(page.covers()).isEqualTo(Range.of(102, 106));
                    assertThat(page.unseen()).isEqualTo(Range.of(103, 106));
                    assertThat(page.state()).isEqualTo(ListingState.BEHIND);
                });

        PageWalk below = shipped("coinbase").walk(trades, MiningMode.GAP_FILL, 103, 106, null);
        assertThat(below.accept(bytes("[{\"trade_id\":102},{\"trade_id\":101}]"), Long.MAX_VALUE))
                .isInstanceOfSatisfying(
                        Page.class, page -> assertThat(page.unseen()).isEqualTo(Range.of(103, 106)));

        PageWalk current = shipped("coinbase").walk(trades, MiningMode.GAP_FILL, 90, 103, null);
        assertThat(current.accept(bytes("[{\"trade_id\":102},{\"trade_id\":101}]"), Long.MAX_VALUE))
                .isInstanceOfSatisfying(
                        Page.class, page -> assertThat(page.state()).isEqualTo(ListingState.CURRENT));
        assertThat(current.accept(bytes("[{\"trade_id\":100},{\"trade_id\":99}]"), Long.MAX_VALUE))
                .isInstanceOfSatisfying(
                        Page.class, page -> assertThat(page.unseen()).isNull());
    }

    /** A source that wants a number takes no text, also where the number is the last item's id. */
    @Test
    void a_number_that_bounds_the_window_and_leads_on_is_a_number_in_a_body() {
        var walk = ManifestTexts.connector(ManifestTexts.shipped("binance")
                        .replace("parameters: {symbol: \"{account}\"}", "body: '{\"symbol\":\"{account}\"}'")
                        .replace("fromId", "/fromId"))
                .walk(new StreamId("binance", "BTCUSDT", "trades"), MiningMode.GAP_FILL, 100, 200, null);

        assertThat(new String(Objects.requireNonNull(walk.next().body()), StandardCharsets.UTF_8))
                .isEqualTo("{\"symbol\":\"BTCUSDT\",\"fromId\":100}");
        walk.accept("[{\"a\":100},{\"a\":102}]".getBytes(StandardCharsets.UTF_8), Long.MAX_VALUE);
        assertThat(new String(Objects.requireNonNull(walk.next().body()), StandardCharsets.UTF_8))
                .isEqualTo("{\"symbol\":\"BTCUSDT\",\"fromId\":102}");
    }

    @Test
    void a_post_inside_of_a_text_is_the_post_of_the_listing() {
        Connector mastodon = shipped("mastodon");
        StreamId posts = new StreamId("mastodon", "opendata", "posts");
        String post = "{\"id\":\"115629911040000007\",\"edited_at\":%s,\"content\":\"x\",\"replies_count\":%d}";

        ExtractionResult.Item live = read(
                mastodon, posts, RecordKind.FRAME, "115629911040000007", event("update", post.formatted("null", 0)));
        ExtractionResult.Item listed =
                read(mastodon, posts, RecordKind.LISTED, "115629911040000007", post.formatted("null", 5));
        ExtractionResult.Item edited = read(
                mastodon,
                posts,
                RecordKind.FRAME,
                "115629911040000007",
                event("status.update", post.formatted("\"2025-11-29T12:00:00.000Z\"", 0)));
        ExtractionResult.Item deleted =
                read(mastodon, posts, RecordKind.FRAME, "115629911040000007", event("delete", "115629911040000007"));

        assertThat(live.operation()).isEqualTo(ItemOperation.CREATE);
        assertThat(live.hash()).isEqualTo(listed.hash());
        assertThat(live.version()).isEqualTo(listed.version()).isEqualTo(1);
        assertThat(edited.operation()).isEqualTo(ItemOperation.UPDATE);
        // the delete tells no version, and must not be taken for older than the edit
        assertThat(deleted.operation()).isEqualTo(ItemOperation.DELETE);
        assertThat(deleted.version()).isGreaterThan(edited.version());
        assertThat(List.of(live.position(), edited.position(), deleted.position()))
                .containsOnly(1_764_372_421_875_000L);
    }

    @Test
    void another_accounts_commit_is_none_and_an_own_one_is_the_listed_record() {
        Connector bluesky = shipped("bluesky");
        LiveSession session = bluesky.session(DID);
        session.opened(NOON);
        String commit =
                "{\"did\":\"%s\",\"kind\":\"commit\",\"commit\":{\"operation\":\"create\",\"rkey\":\"3m6qkzdzzzc2k\",\"record\":{\"text\":\"x\"}}}";

        assertThat(frame(session, commit.formatted("did:plc:other"))).isEmpty();
        assertThat(frame(session, "{\"did\":\"%s\",\"kind\":\"identity\"}".formatted(DID)))
                .isEmpty();
        assertThat(frame(session, commit.formatted(DID))).singleElement().isInstanceOf(PublishRecord.class);
        StreamId posts = new StreamId("bluesky", DID, "posts");
        assertThat(read(bluesky, posts, RecordKind.FRAME, "3m6qkzdzzzc2k", commit.formatted(DID))
                        .hash())
                .isEqualTo(read(
                                bluesky,
                                posts,
                                RecordKind.LISTED,
                                "3m6qkzdzzzc2k",
                                "{\"uri\":\"at://%s/app.bsky.feed.post/3m6qkzdzzzc2k\",\"cid\":\"c\",\"value\":{\"text\":\"x\"}}"
                                        .formatted(DID))
                        .hash());
        assertThat(Objects.requireNonNull(bluesky.read(posts, "3m6qkzdzzzc2k"))
                        .uri()
                        .getRawQuery())
                .contains("rkey=3m6qkzdzzzc2k", "repo=did%3Aplc%3A");
    }

    /** The samples hold what the listing does not show: a delete. */
    @Test
    void a_new_connection_to_jetstream_begins_at_the_last_event_and_claims_nothing() throws IOException {
        Connector bluesky = shipped("bluesky");
        List<String> samples =
                Files.readAllLines(Path.of("src/main/resources/connectors/bluesky.samples/frames.jsonl"));
        LiveSession session = bluesky.start(DID, NOON).session();
        session.opened(NOON);
        assertThat(frame(session, samples.getFirst())).containsExactly(new SaveCursor("1764372456000000", NOON));
        assertThat(frame(session, samples.get(1)))
                .hasExactlyElementsOfTypes(PublishRecord.class, SaveCursor.class)
                .endsWith(new SaveCursor("1764372456100000", NOON));
        session.delivered("1764372456100000", NOON);

        LiveStart again = bluesky.start(DID, NOON.plusSeconds(3_600));
        assertThat(again.url()).contains("&wantedDids=").endsWith("&cursor=1764372456100000");
        again.session().opened(NOON);
        assertThat(frame(again.session(), samples.getLast()))
                .hasExactlyElementsOfTypes(PublishRecord.class, SaveCursor.class);
        assertThat(bluesky.start(DID, NOON.plusSeconds(3_601)).url()).doesNotContain("cursor=");
    }

    /** The events that exist come in the order of names: a version would pass over those that were not sent yet. */
    @Test
    void no_version_of_a_watch_is_kept_as_a_cursor() throws IOException {
        LiveSession session = shipped("kubernetes").session("shop");
        session.opened(NOON);

        for (String sample :
                Files.readAllLines(Path.of("src/main/resources/connectors/kubernetes.samples/frames.jsonl"))) {
            assertThat(frame(session, sample)).noneMatch(SaveCursor.class::isInstance);
        }
    }

    @Test
    void etcd_is_asked_for_keys_in_base64_and_its_watch_goes_on_at_a_revision() throws IOException {
        Connector etcd = shipped("etcd");
        StreamId keys = StreamId.parse("etcd/acme/keys");
        HttpCall call = etcd.walk(keys, MiningMode.GAP_FILL, 5, 60, null).next();
        assertThat(new String(Objects.requireNonNull(call.body()), StandardCharsets.UTF_8))
                .isEqualTo("{\"key\":\"YWNtZS8=\",\"range_end\":\"YWNtZTA=\",\"limit\":500,\"sort_target\":\"MOD\","
                        + "\"sort_order\":\"ASCEND\",\"min_mod_revision\":5,\"max_mod_revision\":59}");

        LiveSession session = etcd.start("acme", NOON).session();
        session.opened(NOON);
        session.state(new StreamStateResponse(keys, 0, null, List.of(), true), NOON);
        List<String> cursors =
                Files.readAllLines(Path.of("src/main/resources/connectors/etcd.samples/frames.jsonl")).stream()
                        .flatMap(sample -> frame(session, sample).stream())
                        .filter(SaveCursor.class::isInstance)
                        .map(effect -> ((SaveCursor) effect).cursor())
                        .toList();
        assertThat(cursors).containsExactly("2", "4", "5", "6", "7");
        session.delivered("6", NOON);

        LiveSession next = etcd.start("acme", NOON).session();
        assertThat(next.opened(NOON))
                .containsExactly(new Send("{\"create_request\":{\"key\":\"YWNtZS8=\",\"range_end\":\"YWNtZTA=\","
                        + "\"start_revision\":\"6\"}}"));
        assertThat(frame(next, "{\"result\":{\"header\":{},\"created\":true}}")).isEmpty();
        assertThat(frame(next, "{\"result\":{\"canceled\":true,\"compact_revision\":\"9\"}}"))
                .containsExactly(new Reconnect("the source does not have the cursor any more", true));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static LiveSession subscribed() {
        LiveSession session = shipped("binance").session("BTCUSDT");
        assertThat(session.opened(NOON))
                .containsExactly(new Send("{\"method\":\"SUBSCRIBE\",\"params\":[\"btcusdt@aggTrade\"],\"id\":1}"));
        assertThat(frame(session, "{\"result\":null,\"id\":1}")).isEmpty();
        return session;
    }

    private static List<LiveEffect> trade(LiveSession session, long number) {
        return frame(
                session, "{\"stream\":\"btcusdt@aggTrade\",\"data\":{\"e\":\"aggTrade\",\"a\":%d}}".formatted(number));
    }

    private static String event(String name, String payload) {
        return "{\"stream\":[\"hashtag\"],\"event\":\"%s\",\"payload\":%s}"
                .formatted(name, JsonMapper.shared().writeValueAsString(payload));
    }

    private static ExtractionResult.Item read(
            Connector connector, StreamId stream, RecordKind kind, String id, String text) {
        ExtractionResult result = connector.extract(new CapturedRecord(
                stream, id, kind, text.getBytes(StandardCharsets.UTF_8), IngestPath.LIVE, NOON, "s", 0));
        assertThat(result).isInstanceOf(ExtractionResult.Item.class);
        return (ExtractionResult.Item) result;
    }

    private static List<LiveEffect> frame(LiveSession session, String text) {
        return session.frame(text.getBytes(StandardCharsets.UTF_8), NOON);
    }

    private static Connector shipped(String name) {
        return ManifestTexts.connector(ManifestTexts.shipped(name));
    }
}
