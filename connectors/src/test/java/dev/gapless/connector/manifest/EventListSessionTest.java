package dev.gapless.connector.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CapturedRecord.RecordKind;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.position.StreamId;
import dev.gapless.common.secret.Secret;
import dev.gapless.connector.Connector;
import dev.gapless.connector.ExtractionResult;
import dev.gapless.connector.LiveEffect;
import dev.gapless.connector.LiveEffect.PublishRecord;
import dev.gapless.connector.LiveEffect.Reconnect;
import dev.gapless.connector.LiveEffect.SaveCursor;
import dev.gapless.connector.LiveEffect.Send;
import dev.gapless.connector.LiveSession;
import dev.gapless.connector.LiveStart;
import dev.gapless.connector.ManifestParser.Problem;
import dev.gapless.connector.session.AuthenticatedSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Lists of events whose frames tell once what holds of all of them, as real servers of two kinds send them. */
class EventListSessionTest {

    private static final Instant NOON = Instant.parse("2026-11-30T14:30:00Z");
    private static final String DID = "did:plc:7aoaxvhd4jnspwgvnoxlpfyp";
    private static final int BOTH_POSTS = 6;

    private final Connector directus = ManifestTexts.connector(ManifestTexts.shipped("directus"));
    private final Connector atproto = ManifestTexts.connector(ManifestTexts.shipped("atproto"));

    @Test
    void each_event_keeps_what_its_frame_says_of_all_of_them() {
        LiveSession session = subscribed();

        List<LiveEffect> effects = session.frame(
                bytes("{\"type\":\"subscription\",\"event\":\"update\",\"uid\":\"1\",\"data\":["
                        + item("a", "\"2026-11-30T14:17:44.000Z\"") + "," + item("b", "null") + "]}"),
                NOON);

        assertThat(effects).hasSize(2);
        PublishRecord first = (PublishRecord) effects.getFirst();
        assertThat(new String(first.bytes(), StandardCharsets.UTF_8))
                .isEqualTo("{\"event\":\"update\",\"data\":" + item("a", "\"2026-11-30T14:17:44.000Z\"") + "}");
        ExtractionResult.Item updated = read(directus, "posts", "all", first);
        assertThat(updated.operation()).isEqualTo(ItemOperation.UPDATE);
        assertThat(content(updated)).contains("\"id\":\"a\"");
        assertThat(((PublishRecord) effects.getLast()).itemId()).isEqualTo("b");
    }

    @Test
    void a_list_of_ids_without_a_time_is_left_out_where_the_frame_names_it_so() {
        assertThat(subscribed()
                        .frame(bytes("{\"type\":\"subscription\",\"event\":\"delete\",\"data\":[\"a\",\"b\"]}"), NOON))
                .isEmpty();
    }

    @Test
    void the_credential_is_shown_in_a_message_and_in_no_effect_before() {
        LiveSession plain = directus.session("all");
        assertThat(plain.opened(NOON))
                .containsExactly(new Send("{\"type\":\"auth\",\"access_token\":\"{credential}\"}"));

        LiveSession session = new AuthenticatedSession(directus.session("all"), Secret.of("to\"ken$1"));
        assertThat(session.opened(NOON))
                .containsExactly(new Send("{\"type\":\"auth\",\"access_token\":\"to\\\"ken$1\"}"));
        assertThat(session.frame(bytes("{\"type\":\"auth\",\"status\":\"error\"}"), NOON))
                .containsExactly(new LiveEffect.Reconnect("the source refused the dialogue", false));
    }

    @Test
    void a_member_of_the_credential_is_shown_and_one_that_it_lacks_is_empty() {
        String manifest = ManifestTexts.shipped("directus")
                .replace("{credential}\"}", "{credential.token}\",\"key\":\"{credential.key}\"}");

        assertThat(new AuthenticatedSession(
                                ManifestTexts.connector(manifest).session("all"), Secret.of("{\"token\":\"abc\"}"))
                        .opened(NOON))
                .containsExactly(new Send("{\"type\":\"auth\",\"access_token\":\"abc\",\"key\":\"\"}"));
    }

    /** A server may repeat what it was sent: as it is, or as JSON writes it. */
    @Test
    void a_credential_that_the_source_repeats_is_neither_captured_nor_kept() {
        String secret = "to\"ken/" + "x".repeat(20);
        LiveSession session = new AuthenticatedSession(directus.session("all"), Secret.of(secret));
        session.opened(NOON);
        session.frame(bytes("{\"type\":\"auth\",\"status\":\"ok\"}"), NOON);
        session.frame(bytes("{\"type\":\"subscription\",\"event\":\"init\",\"data\":[]}"), NOON);

        String raw = "no JSON: " + secret;
        String escaped = "{\"type\":\"subscription\",\"event\":\"update\",\"uid\":\"1\",\"data\":["
                + item("a", "null").replace("\"n\":1.50", "\"n\":\"to\\\"ken\\/" + "x".repeat(20) + "\"") + "]}";
        List<LiveEffect> effects = new ArrayList<>(session.frame(bytes(raw), NOON));
        effects.addAll(session.frame(bytes(escaped), NOON));

        assertThat(effects).hasAtLeastOneElementOfType(PublishRecord.class);
        for (LiveEffect effect : effects) {
            if (effect instanceof LiveEffect.DeadLetterRecord letter) {
                assertThat(new String(letter.bytes(), StandardCharsets.UTF_8))
                        .isEqualTo("no JSON: " + "*".repeat(secret.length()));
            } else if (effect instanceof PublishRecord captured) {
                assertThat(new String(captured.bytes(), StandardCharsets.UTF_8))
                        .contains("\"n\":\"****")
                        .doesNotContain("ken", "xxx");
            }
        }
    }

    @Test
    void what_no_message_shows_is_left_as_it_came() {
        LiveSession session = new AuthenticatedSession(
                ManifestTexts.connector(ManifestTexts.shipped("directus").replace("{credential}", "{credential.token}"))
                        .session("all"),
                Secret.of("{\"token\":\"abcdefgh\",\"name\":\"no JSON\"}"));
        session.opened(NOON);

        assertThat(session.frame(bytes("no JSON: abcdefgh"), NOON))
                .filteredOn(LiveEffect.DeadLetterRecord.class::isInstance)
                .singleElement()
                .satisfies(effect -> assertThat(
                                new String(((LiveEffect.DeadLetterRecord) effect).bytes(), StandardCharsets.UTF_8))
                        .isEqualTo("no JSON: ********"));
    }

    /** A member of 1 MiB beside 100 events would be captured a hundred times. */
    @Test
    void a_frame_whose_events_are_together_many_times_as_long_is_refused() {
        List<LiveEffect> effects = subscribed()
                .frame(
                        bytes("{\"type\":\"subscription\",\"event\":\"%s\",\"uid\":\"1\",\"data\":[%s]}"
                                .formatted(
                                        "u".repeat(1 << 20),
                                        String.join(",", Collections.nCopies(100, item("a", "null"))))),
                        NOON);

        assertThat(effects)
                .filteredOn(LiveEffect.DeadLetterRecord.class::isInstance)
                .singleElement()
                .satisfies(effect -> assertThat(((LiveEffect.DeadLetterRecord) effect).rule())
                        .isEqualTo("events-size"));
        assertThat(effects).noneMatch(PublishRecord.class::isInstance);
    }

    /** Recorded from a PDS 0.4: two posts in one commit, in binary form. */
    @Test
    void a_record_in_the_archive_of_a_commit_is_the_listed_record() throws IOException {
        LiveSession session = atproto.session(DID);
        session.opened(NOON);

        List<LiveEffect> effects = new ArrayList<>(session.frame(recorded(BOTH_POSTS), NOON));

        // behind both, so that it passes over none of them
        assertThat(effects.removeLast()).isEqualTo(new SaveCursor("7", NOON));
        assertThat(effects).hasSize(2).allMatch(PublishRecord.class::isInstance);
        PublishRecord first = (PublishRecord) effects.getFirst();
        assertThat(first.bytes().length).as("the archive is not kept with each").isLessThan(400);
        ExtractionResult.Item live = read(atproto, "posts", DID, first);
        assertThat(content(live))
                .isEqualTo(
                        "{\"$type\":\"app.bsky.feed.post\",\"createdAt\":\"2026-01-02T03:04:05.000Z\",\"text\":\"three\"}");
        assertThat(live.hash())
                .isEqualTo(((ExtractionResult.Item) atproto.extract(captured(
                                "posts",
                                DID,
                                first.itemId(),
                                RecordKind.LISTED,
                                bytes("{\"uri\":\"at://%s/app.bsky.feed.post/%s\",\"value\":%s}"
                                        .formatted(DID, first.itemId(), content(live))))))
                        .hash());
    }

    @Test
    void all_recorded_messages_are_read_and_those_of_others_are_none() throws IOException {
        LiveSession own = atproto.session(DID);
        LiveSession another = atproto.session("did:plc:aaaabbbbccccddddeeeeffff");
        own.opened(NOON);
        another.opened(NOON);
        List<LiveEffect> effects = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            effects.addAll(own.frame(recorded(i), NOON));
            assertThat(another.frame(recorded(i), NOON)).containsExactly(new SaveCursor(String.valueOf(i + 1), NOON));
        }
        effects.removeIf(SaveCursor.class::isInstance);

        // four posts and a delete; a like is of another collection, and no list is empty of meaning
        assertThat(effects).hasSize(5).allMatch(PublishRecord.class::isInstance);
        assertThat(read(atproto, "posts", DID, (PublishRecord) effects.getLast())
                        .operation())
                .isEqualTo(ItemOperation.DELETE);
    }

    /** Nothing of it is claimed, whatever the source sends again. */
    @Test
    void a_new_connection_to_the_firehose_begins_behind_the_last_message_of_any_account() throws IOException {
        LiveSession first = atproto.start(DID, NOON).session();
        first.opened(NOON);
        first.delivered("6", NOON);

        LiveStart again = atproto.start(DID, NOON);
        assertThat(again.url()).endsWith("/com.atproto.sync.subscribeRepos?cursor=6");
        again.session().opened(NOON);
        assertThat(again.session().frame(recorded(BOTH_POSTS), NOON))
                .hasExactlyElementsOfTypes(PublishRecord.class, PublishRecord.class, SaveCursor.class);
    }

    @Test
    void a_server_that_numbers_anew_is_asked_without_the_number() {
        LiveSession first = atproto.start(DID, NOON).session();
        first.opened(NOON);
        first.delivered("6", NOON);
        LiveSession again = atproto.start(DID, NOON).session();
        again.opened(NOON);

        // {"op": -1} {"error": "FutureCursor"}
        byte[] refusal = HexFormat.of().parseHex("a1626f7020" + "a1656572726f726c467574757265437572736f72");
        assertThat(again.frame(refusal, NOON))
                .containsExactly(new Reconnect("the source does not have the cursor any more", true));
        assertThat(atproto.start(DID, NOON).url()).doesNotContain("cursor=");
    }

    /** A block that is not what its link says must not become the content of an item. */
    @Test
    void a_record_that_is_not_what_its_link_says_is_refused() throws IOException {
        byte[] message = recorded(BOTH_POSTS);
        int at = new String(message, StandardCharsets.ISO_8859_1).indexOf("three");
        message[at] = 'T';
        LiveSession session = atproto.session(DID);
        session.opened(NOON);

        List<LiveEffect> effects = session.frame(message, NOON);

        assertThat(atproto.extract(captured(
                        "posts",
                        DID,
                        ((PublishRecord) effects.getFirst()).itemId(),
                        RecordKind.FRAME,
                        ((PublishRecord) effects.getFirst()).bytes())))
                .isNotInstanceOf(ExtractionResult.Item.class);
        assertThat(read(atproto, "posts", DID, (PublishRecord) effects.get(1)).operation())
                .isEqualTo(ItemOperation.CREATE);
    }

    @Test
    void every_mistake_is_told() {
        assertThat(problems("directus", "beside: [/event]", "beside: [/data/0]"))
                .extracting(Problem::path)
                .containsExactly("socket.events.beside");
        assertThat(problems("directus", "beside: [/event]", "beside: [\"\"]"))
                .extracting(Problem::path)
                .containsExactly("socket.events.beside");
        assertThat(problems("directus", "each: /data", ""))
                .extracting(Problem::path, Problem::rule)
                .containsExactly(tuple("socket.events.beside", "only where each names a list"));
        assertThat(problems("atproto", "encoding: dag-cbor", "encoding: cbor"))
                .extracting(Problem::path, Problem::rule)
                .containsExactly(tuple("socket.events.blocks", "only beside each and encoding: dag-cbor"));
        assertThat(problems("atproto", "link: /1/ops/cid", "link: \"\""))
                .extracting(Problem::path)
                .containsExactly("socket.events.blocks.link");
    }

    private static List<Problem> problems(String name, String right, String wrong) {
        assertThat(ManifestTexts.shipped(name)).contains(right);
        return ManifestTexts.problems(ManifestTexts.shipped(name).replace(right, wrong));
    }

    private static String content(ExtractionResult.Item item) {
        return new String(Objects.requireNonNull(item.canonical()), StandardCharsets.UTF_8);
    }

    private LiveSession subscribed() {
        LiveSession session = directus.session("all");
        session.opened(NOON);
        assertThat(session.frame(bytes("{\"type\":\"auth\",\"status\":\"ok\"}"), NOON))
                .hasSize(1);
        assertThat(session.frame(bytes("{\"type\":\"subscription\",\"event\":\"init\",\"data\":[]}"), NOON))
                .isEmpty();
        return session;
    }

    private static String item(String id, String updated) {
        return "{\"id\":\"%s\",\"n\":1.50,\"date_created\":\"2026-11-30T14:17:43.454Z\",\"date_updated\":%s}"
                .formatted(id, updated);
    }

    private static byte[] recorded(int line) throws IOException {
        return HexFormat.of()
                .parseHex(Files.readAllLines(Path.of("../connectors/src/test/resources/atproto/frames.hex"))
                        .get(line));
    }

    private static ExtractionResult.Item read(
            Connector connector, String stream, String account, PublishRecord record) {
        ExtractionResult result =
                connector.extract(captured(stream, account, record.itemId(), RecordKind.FRAME, record.bytes()));
        assertThat(result).isInstanceOf(ExtractionResult.Item.class);
        return (ExtractionResult.Item) result;
    }

    private static CapturedRecord captured(String stream, String account, String id, RecordKind kind, byte[] bytes) {
        return new CapturedRecord(new StreamId("any", account, stream), id, kind, bytes, IngestPath.LIVE, NOON, "s", 0);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
