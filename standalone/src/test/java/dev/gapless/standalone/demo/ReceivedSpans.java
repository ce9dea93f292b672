package dev.gapless.standalone.demo;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.gapless.standalone.suite.SpanBodies;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The spans that a suite has exported since it was asked to keep them: OTLP in protobuf. */
final class ReceivedSpans {

    /** @param service its {@code service.name} */
    record ReceivedSpan(String service, String name, String trace, String id, String parent) {}

    private final SpanBodies bodies;
    private final List<ReceivedSpan> spans = new ArrayList<>();
    private int read;

    ReceivedSpans(SpanBodies bodies) {
        this.bodies = bodies;
    }

    List<ReceivedSpan> ofTrace(String trace) {
        List<String> all = bodies.all();
        try {
            for (; read < all.size(); read++) {
                read(UnknownFieldSet.parseFrom(all.get(read).getBytes(StandardCharsets.ISO_8859_1)));
            }
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("not OTLP", e);
        }
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
        List<UnknownFieldSet> parts = new ArrayList<>();
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
}
