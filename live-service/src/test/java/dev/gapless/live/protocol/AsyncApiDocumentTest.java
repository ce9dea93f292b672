package dev.gapless.live.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.live.ChannelName;
import dev.gapless.live.history.ChannelBatch;
import dev.gapless.live.history.LogOffsets;
import dev.gapless.live.history.LoggedChange;
import dev.gapless.live.history.ResetReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds docs/live.asyncapi.yaml against what the service writes and reads. */
class AsyncApiDocumentTest {

    private static final ChannelName CHANNEL = ChannelName.parse("s/a/t");
    private static final ChannelName ITEM = ChannelName.parse("s/a/t/an \"id\"/of two parts");
    private static final byte[] ITEM_JSON =
            "{\"item\":\"i\",\"version\":\"1\",\"position\":\"2\",\"data\":{}}".getBytes(UTF_8);
    private static final LogOffsets PLACE = new LogOffsets("e", 1);
    private static final LoggedChange CHANGE = new LoggedChange(CHANNEL, 0, 1, "i", """
            {"id":"c","stream":"s/a/t","kind":"created","item":"i","version":"1","position":"2","time":"t","backfilled":false,"data":{}}""".getBytes(UTF_8));

    private final JsonMapper json = new JsonMapper();
    private JsonNode document;

    @BeforeEach
    void read() throws IOException {
        document = json.valueToTree(new Yaml().load(Files.readString(Path.of("..", "docs", "live.asyncapi.yaml"))));
    }

    @Test
    void every_message_that_the_service_writes_is_as_described_and_no_other_is_described() {
        List<ChannelBatch> one = List.of(new ChannelBatch(CHANNEL, PLACE, PLACE, List.of(CHANGE)));
        List<ChannelBatch> two = List.of(new ChannelBatch(ITEM, PLACE, PLACE, List.of(CHANGE, CHANGE)));
        List<byte[]> written = List.of(
                ServerMessages.connected("1", WireFormat.JSON, Duration.ofSeconds(30), Instant.EPOCH),
                ServerMessages.connected("1", WireFormat.MESSAGE_PACK, Duration.ofSeconds(30), Instant.EPOCH),
                ServerMessages.subscribed(CHANNEL, "e:1", true),
                ServerMessages.unsubscribed("s/a/t"),
                ServerMessages.reset(CHANNEL, ResetReason.EXPIRED, "e:1", false),
                ServerMessages.snapshot(ITEM, List.of(ITEM_JSON, ITEM_JSON), 1_000)
                        .iterator()
                        .next(),
                ServerMessages.completeThrough(CHANNEL, new Range(1, 2)),
                ServerMessages.gapOpen(CHANNEL, new Range(1, 2), Map.of()),
                ServerMessages.gapOpen(
                        CHANNEL,
                        new Range(1, 2),
                        Map.of("state", "open", "cause", "hole", "reason", "gone", "until", "2026-01-01T00:00:00Z")),
                ServerMessages.gapFilled(CHANNEL, new Range(1, 2)),
                ServerMessages.ping(1, null),
                ServerMessages.ping(1, "e:1"),
                ServerMessages.pong(1),
                ServerMessages.ack("m1"),
                ServerMessages.nack("m1", ErrorCode.MALFORMED, "no"),
                ServerMessages.error(ErrorCode.UNAVAILABLE, "later", null),
                ServerMessages.error(ErrorCode.UNAVAILABLE, "later", "s/a/t"),
                ServerMessages.goingAway(Duration.ofSeconds(1)),
                ServerMessages.changes(one),
                ServerMessages.changes(two));
        Set<String> types = new TreeSet<>();
        for (byte[] each : written) {
            JsonNode message = json.readTree(each);
            String type = message.path("type").asString();
            types.add(type);
            assertFits(message, payload(type), type);
            assertSame(message, WireFormat.MESSAGE_PACK.write(each));
        }
        assertSame(json.readTree(WireFormat.JSON.write(one)), WireFormat.MESSAGE_PACK.write(one));
        assertSame(json.readTree(WireFormat.JSON.write(two)), WireFormat.MESSAGE_PACK.write(two));
        assertThat(described("serverSays")).isEqualTo(types);
    }

    @Test
    void every_message_that_is_described_for_clients_is_understood() {
        assertUnderstood("subscribe", """
                {"type":"subscribe","id":"m1","channels":[{"channel":"s/a/t","offset":"e:1","latest":true,"snapshot":true,
                "filter":[{"field":"/n","op":"gte","value":1}]}]}""");
        assertUnderstood("unsubscribe", "{\"type\":\"unsubscribe\",\"id\":\"m1\",\"channels\":[\"s/a/t\"]}");
        assertUnderstood("clientPing", "{\"type\":\"ping\",\"at\":1}");
        assertUnderstood("clientPong", "{\"type\":\"pong\"}");
        assertThat(described("clientSays"))
                .containsExactlyInAnyOrder("subscribe", "unsubscribe", "clientPing", "clientPong");
    }

    /** Which all clients have to pass. */
    @Test
    void what_recorded_conversations_say_is_described() throws IOException {
        JsonNode conversations = json.readTree(Files.readString(Path.of("..", "clients", "conversations.json")));
        List<JsonNode> steps = conversations
                .valueStream()
                .flatMap(each -> each.path("connections").valueStream())
                .flatMap(JsonNode::valueStream)
                .toList();
        assertThat(steps).hasSizeGreaterThan(30);
        for (JsonNode step : steps) {
            if (step.has("server")) {
                JsonNode message = step.path("server");
                String type = message.path("type").asString();
                assertFits(message, payload(type), type);
            } else if (step.has("client")) {
                String type = step.at("/client/type").asString();
                String name = type.equals("pong") ? "clientPong" : type;
                assertUnderstood(name, step.path("client").toString());
            }
        }
    }

    @Test
    void codes_and_reasons_are_all_listed() {
        JsonNode schemas = document.path("components").path("schemas");
        assertThat(texts(schemas.path("ErrorCode").path("enum")))
                .isEqualTo(Stream.of(ErrorCode.values()).map(ErrorCode::word).collect(Collectors.toSet()));
        assertThat(texts(document.at("/components/messages/connected/payload/properties/protocol/enum")))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(WireFormat.values())
                        .map(WireFormat::protocol)
                        .toList());
        assertThat(texts(schemas.path("ResetReason").path("enum")))
                .isEqualTo(
                        Stream.of(ResetReason.values()).map(ResetReason::word).collect(Collectors.toSet()));
    }

    /** Read by the library alone, as a client in Java would. */
    private void assertSame(JsonNode message, byte[] packed) {
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(packed)) {
            assertThat(json.readTree(unpacker.unpackValue().toJson())).isEqualTo(message);
            assertThat(unpacker.hasNext()).isFalse();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertUnderstood(String name, String text) {
        assertFits(json.readTree(text), payload(name), name);
        ClientMessage read = ClientMessage.read(json, text);
        assertThat(ClientMessage.readPacked(MessagePackCodec.pack(text.getBytes(UTF_8))))
                .usingRecursiveComparison()
                .isEqualTo(read);
        ClientMessage inner = read instanceof ClientMessage.Numbered(String _, ClientMessage message) ? message : read;
        assertThat(inner).isNotInstanceOf(ClientMessage.Refused.class);
    }

    private JsonNode payload(String message) {
        JsonNode payload =
                document.path("components").path("messages").path(message).path("payload");
        assertThat(payload.isObject()).as("message %s is described", message).isTrue();
        return payload;
    }

    private Set<String> described(String operation) {
        return document.path("operations")
                .path(operation)
                .path("messages")
                .valueStream()
                .map(each -> each.path("$ref").asString().replaceAll(".*/", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The part of JSON Schema that the document uses. */
    private void assertFits(JsonNode value, JsonNode schema, String place) {
        if (schema.has("$ref")) {
            String pointer = schema.path("$ref").asString().substring(1);
            assertThat(document.at(pointer).isMissingNode()).as(pointer).isFalse();
            assertFits(value, document.at(pointer), place);
            return;
        }
        if (schema.has("const")) {
            assertThat(value).as(place).isEqualTo(schema.path("const"));
        }
        if (schema.has("enum")) {
            assertThat(texts(schema.path("enum"))).as(place).contains(value.asString());
        }
        boolean typed = switch (schema.path("type").asString("")) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isIntegralNumber();
            default -> true;
        };
        assertThat(typed).as("type of %s", place).isTrue();
        if (schema.has("properties")) {
            assertThat(value.propertyNames()).as(place).containsAll(texts(schema.path("required")));
            value.properties().forEach(member -> {
                JsonNode expected = schema.path("properties").path(member.getKey());
                assertThat(expected.isMissingNode())
                        .as("%s.%s is described", place, member.getKey())
                        .isFalse();
                assertFits(member.getValue(), expected, place + "." + member.getKey());
            });
        }
        value.valueStream()
                .filter(_ -> schema.has("items"))
                .forEach(each -> assertFits(each, schema.path("items"), place));
    }

    private static Set<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).collect(Collectors.toSet());
    }
}
