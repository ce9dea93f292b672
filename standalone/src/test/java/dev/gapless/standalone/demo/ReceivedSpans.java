package dev.gapless.standalone.demo;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.gapless.testing.StubHttpServer;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A collector of traces in memory: what {@code POST /v1/traces} brings as OTLP in protobuf. */
final class OtlpReceiver implements AutoCloseable {

    /** @param service its {@code service.name} */
    record ReceivedSpan(String service, String name, String trace, String id, String parent) {}

    private final List<ReceivedSpan> spans = new CopyOnWriteArrayList<>();
    private final StubHttpServer server = new StubHttpServer();

    private OtlpReceiver() {}

    static OtlpReceiver start() {
        OtlpReceiver receiver = new OtlpReceiver();
        receiver.server.handle("/v1/traces", exchange -> {
            receiver.read(UnknownFieldSet.parseFrom(exchange.getRequestBody()));
            StubHttpServer.answer(exchange, 200, "");
        });
        return receiver;
    }

    String endpoint() {
        return server.url() + "/v1/traces";
    }

    List<ReceivedSpan> ofTrace(String trace) {
        return spans.stream().filter(span -> span.trace().equals(trace)).toList();
    }

    /** The numbers are those of the fields in {@code trace_service.proto} and {@code trace.proto}. */
    private void read(UnknownFieldSet request) throws InvalidProtocolBufferException {
        for (UnknownFieldSet resourceSpans : messages(request, 1)) {
            String service = service(messages(resourceSpans, 1).getFirst());
            for (UnknownFieldSet scopeSpans : messages(resourceSpans, 2)) {
                for (UnknownFieldSet span : messages(scopeSpans, 2)) {
                    spans.add(new ReceivedSpan(
                            service, text(span, 5), hex(span, 1), hex(span, 2), span.hasField(4) ? hex(span, 4) : ""));
                }
            }
        }
    }

    private static String service(UnknownFieldSet resource) throws InvalidProtocolBufferException {
        for (UnknownFieldSet attribute : messages(resource, 1)) {
            if (text(attribute, 1).equals("service.name")) {
                return text(messages(attribute, 2).getFirst(), 1);
            }
        }
        return "";
    }

    private static List<UnknownFieldSet> messages(UnknownFieldSet message, int field)
            throws InvalidProtocolBufferException {
        List<UnknownFieldSet> parts = new CopyOnWriteArrayList<>();
        for (ByteString bytes : message.getField(field).getLengthDelimitedList()) {
            parts.add(UnknownFieldSet.parseFrom(bytes));
        }
        return parts;
    }

    private static String text(UnknownFieldSet message, int field) {
        return message.getField(field).getLengthDelimitedList().getFirst().toStringUtf8();
    }

    private static String hex(UnknownFieldSet message, int field) {
        return HexFormat.of()
                .formatHex(message.getField(field)
                        .getLengthDelimitedList()
                        .getFirst()
                        .toByteArray());
    }

    @Override
    public void close() {
        server.close();
    }
}
