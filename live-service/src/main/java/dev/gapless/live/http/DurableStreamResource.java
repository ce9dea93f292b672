package dev.gapless.live.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gapless.common.live.ChannelName;
import dev.gapless.live.history.ChannelOpener;
import dev.gapless.live.history.CursorRead;
import dev.gapless.live.history.LoggedChange;
import dev.gapless.live.history.OpenedChannel;
import dev.gapless.live.history.TooManyPatternsException;
import dev.gapless.live.protocol.ErrorCode;
import dev.gapless.live.protocol.ServerMessages;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * One channel as a stream of the Durable Streams protocol, for the clients of others: its read path, in JSON mode. Each
 * message is a change as the WebSocket shows it, and offsets are those of the WebSocket.
 */
@RestController
class DurableStreamResource {

    static final String PATH = "/v1/live/durable-streams/{source}/{account}/{stream}";

    private static final Logger LOG = LoggerFactory.getLogger(DurableStreamResource.class);
    private static final String NEXT = "Stream-Next-Offset";
    private static final String UP_TO_DATE = "Stream-Up-To-Date";
    private static final String CURSOR = "Stream-Cursor";
    private static final String END = "now";
    private static final String LONG_POLL = "long-poll";
    private static final String EVENTS = "sse";
    private static final int ANSWER_CHANGES = 10_000;
    private static final long ANSWER_BYTES = 1_048_576;
    private static final byte[] NOTHING = "[]".getBytes(UTF_8);
    private static final byte[] KEEP_ALIVE = ": \n\n".getBytes(UTF_8);
    /** The protocol wants about a minute, so that a cache brings many clients together. */
    private static final Duration EVENT_STREAM = Duration.ofSeconds(60);

    private final ChannelOpener opener;
    private final ChannelTickets tickets;
    private final LiveHttpProperties limits;
    private final WaitingRequests waiting;
    private final CacheCursor cursors;

    DurableStreamResource(
            ChannelOpener opener,
            ChannelTickets tickets,
            LiveHttpProperties limits,
            WaitingRequests waiting,
            CacheCursor cursors) {
        this.opener = opener;
        this.tickets = tickets;
        this.limits = limits;
        this.waiting = waiting;
        this.cursors = cursors;
    }

    /** Tells where the log ends. */
    @RequestMapping(path = PATH, method = RequestMethod.HEAD)
    void head(
            @PathVariable String source,
            @PathVariable String account,
            @PathVariable String stream,
            @RequestParam(required = false) @Nullable String ticket,
            HttpServletResponse response)
            throws IOException {
        forAnyPage(response);
        if (tickets.allowed(source, account, stream, null, ticket, response) == null) {
            return;
        }
        Optional<String> end = opener.end();
        if (end.isEmpty()) {
            unavailable(response);
            return;
        }
        response.setHeader(NEXT, end.get());
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        ChannelAnswers.write(response, HttpStatus.OK, new byte[0]);
    }

    /**
     * Answers with an array of the changes after {@code offset}.
     *
     * @param offset as an earlier answer told it; {@code now} for the end, {@code -1} or none for the beginning
     * @param live {@code long-poll} waits for a change, {@code sse} sends events for a minute; both want an offset
     * @param cursor as an earlier answer told it
     */
    @GetMapping(PATH)
    void read(
            @PathVariable String source,
            @PathVariable String account,
            @PathVariable String stream,
            @RequestParam(required = false) @Nullable String ticket,
            @RequestParam(required = false) @Nullable String offset,
            @RequestParam(required = false) @Nullable String live,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String known,
            HttpServletResponse response)
            throws IOException, InterruptedException {
        forAnyPage(response);
        ChannelName channel = tickets.allowed(source, account, stream, null, ticket, response);
        if (channel == null) {
            return;
        }
        Optional<String> wrong = wrong(offset, live);
        if (wrong.isPresent()) {
            ChannelAnswers.write(
                    response, HttpStatus.BAD_REQUEST, ServerMessages.error(ErrorCode.MALFORMED, wrong.get(), null));
            return;
        }
        ChangeSignal signal = new ChangeSignal();
        OpenedChannel opened = enter(channel, offset == null ? ChannelOpener.BEGINNING : offset, signal, response);
        if (opened == null) {
            return;
        }
        try {
            if (opened.reset() != null) {
                response.setHeader(NEXT, opened.offset());
                ChannelAnswers.write(
                        response,
                        HttpStatus.GONE,
                        ServerMessages.reset(channel, opened.reset(), opened.offset(), false));
            } else if (EVENTS.equals(live)) {
                sendEvents(channel, opened, cursor, signal, response);
            } else if (LONG_POLL.equals(live)) {
                response.setHeader(CURSOR, cursors.next(cursor));
                awaitChanges(opened, signal, known, response);
            } else if (END.equals(offset)) {
                place(response, opened, true);
                ChannelAnswers.write(response, HttpStatus.OK, NOTHING);
            } else {
                response.setHeader(CURSOR, cursors.next(cursor));
                answer(response, opened, next(opened), known);
            }
        } catch (OvertakenReaderException e) {
            ChannelAnswers.comeBack(response, e);
        } finally {
            opened.close();
            waiting.leave(signal);
        }
    }

    private static Optional<String> wrong(@Nullable String offset, @Nullable String live) {
        if (live != null && !EVENTS.equals(live) && !LONG_POLL.equals(live)) {
            return Optional.of("live: %s (expected: long-poll or sse)".formatted(live));
        }
        if (live != null && offset == null) {
            return Optional.of("offset: absent (expected: one, with live)");
        }
        boolean known = offset == null
                || END.equals(offset)
                || ChannelOpener.BEGINNING.equals(offset)
                || ChannelOpener.isOffset(offset);
        return known ? Optional.empty() : Optional.of("offset: not one of this service");
    }

    /** Null when the request was answered with what is wrong. */
    private @Nullable OpenedChannel enter(
            ChannelName channel, String offset, ChangeSignal signal, HttpServletResponse response)
            throws IOException, InterruptedException {
        if (waiting.enter(signal)) {
            try {
                Optional<OpenedChannel> opened = open(channel, offset, signal);
                if (opened.isPresent()) {
                    return opened.get();
                }
            } catch (KafkaException | TooManyPatternsException e) {
                LOG.warn("channel-not-opened channel={} cause={}", channel, e.toString());
            }
            waiting.leave(signal);
        }
        unavailable(response);
        return null;
    }

    private Optional<OpenedChannel> open(ChannelName channel, String offset, ChangeSignal signal)
            throws InterruptedException {
        return END.equals(offset)
                ? opener.open(channel, null, signal)
                : opener.openPage(channel, offset, ANSWER_BYTES, signal);
    }

    private void awaitChanges(
            OpenedChannel opened, ChangeSignal signal, @Nullable String known, HttpServletResponse response)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limits.poll().toNanos();
        while (true) {
            List<LoggedChange> changes = next(opened);
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            if (!changes.isEmpty() || opened.isPartial()) {
                answer(response, opened, changes, known);
                return;
            }
            if (left.isNegative() || !waiting.isRunning()) {
                place(response, opened, opened.atEnd());
                ChannelAnswers.write(response, HttpStatus.NO_CONTENT, new byte[0]);
                return;
            }
            signal.await(left);
        }
    }

    private void sendEvents(
            ChannelName channel,
            OpenedChannel first,
            @Nullable String cursor,
            ChangeSignal signal,
            HttpServletResponse response)
            throws IOException, InterruptedException {
        response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache, no-store");
        // asks proxies not to hold back what they get
        response.setHeader("X-Accel-Buffering", "no");
        OpenedChannel opened = first;
        String told = cursor;
        boolean begun = false;
        long deadline = System.nanoTime() + EVENT_STREAM.toNanos();
        while (System.nanoTime() < deadline && waiting.isRunning()) {
            List<LoggedChange> changes = next(opened);
            if (!changes.isEmpty() || !begun) {
                told = cursors.next(told);
                event(response, opened, changes, told);
                begun = true;
            } else if (opened.isPartial()) {
                // before the next is opened: both have the same listener
                opened.close();
                Optional<OpenedChannel> more = open(channel, opened.offset(), signal);
                if (more.isEmpty() || more.get().reset() != null) {
                    // the client's next request is answered with the reason
                    return;
                }
                opened = more.get();
            } else {
                response.getOutputStream().write(KEEP_ALIVE);
                response.flushBuffer();
                Duration left = Duration.ofNanos(deadline - System.nanoTime());
                signal.await(left.compareTo(limits.keepAlive()) < 0 ? left : limits.keepAlive());
            }
        }
    }

    private static void event(
            HttpServletResponse response, OpenedChannel opened, List<LoggedChange> changes, String cursor)
            throws IOException {
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        if (!changes.isEmpty()) {
            event.writeBytes("event: data\ndata:".getBytes(UTF_8));
            event.writeBytes(array(changes));
            event.writeBytes("\n\n".getBytes(UTF_8));
        }
        event.writeBytes("event: control\ndata:{\"streamNextOffset\":\"%s\",\"streamCursor\":\"%s\"%s}\n\n"
                .formatted(opened.offset(), cursor, opened.atEnd() ? ",\"upToDate\":true" : "")
                .getBytes(UTF_8));
        response.getOutputStream().write(event.toByteArray());
        response.flushBuffer();
    }

    /** A client that has the same body already is told so, and where it ends. */
    private static void answer(
            HttpServletResponse response, OpenedChannel opened, List<LoggedChange> changes, @Nullable String known)
            throws IOException {
        byte[] body = array(changes);
        String tag = tag(body);
        place(response, opened, opened.atEnd());
        response.setHeader(HttpHeaders.ETAG, tag);
        // a ticket is a client's own, and more may be there at the next look
        response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache");
        if (tag.equals(known)) {
            response.setStatus(HttpStatus.NOT_MODIFIED.value());
        } else {
            response.setStatus(HttpStatus.OK.value());
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            response.getOutputStream().write(body);
        }
        response.flushBuffer();
    }

    private static void place(HttpServletResponse response, OpenedChannel opened, boolean atEnd) {
        response.setHeader(NEXT, opened.offset());
        if (atEnd) {
            response.setHeader(UP_TO_DATE, "true");
        }
    }

    private static byte[] array(List<LoggedChange> changes) {
        ByteArrayOutputStream array = new ByteArrayOutputStream();
        array.write('[');
        boolean first = true;
        for (LoggedChange change : changes) {
            if (!first) {
                array.write(',');
            }
            array.writeBytes(change.json());
            first = false;
        }
        array.write(']');
        return array.toByteArray();
    }

    private static String tag(byte[] body) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
            return "\"" + HexFormat.of().formatHex(hash, 0, 16) + "\"";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static List<LoggedChange> next(OpenedChannel opened) throws IOException {
        return switch (opened.next(ANSWER_CHANGES, ANSWER_BYTES)) {
            case CursorRead.Found found -> found.batch().changes();
            case CursorRead.Overtaken(), CursorRead.Interrupted() -> throw new OvertakenReaderException();
        };
    }

    private static void unavailable(HttpServletResponse response) throws IOException {
        response.setHeader(HttpHeaders.RETRY_AFTER, "1");
        ChannelAnswers.write(
                response,
                HttpStatus.SERVICE_UNAVAILABLE,
                ServerMessages.error(ErrorCode.UNAVAILABLE, "stream: cannot be opened now", null));
    }

    /** What may be read is decided by the ticket, not by the page. */
    private static void forAnyPage(HttpServletResponse response) {
        response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
    }
}
