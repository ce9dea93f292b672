package dev.gapless.live.http;

import dev.gapless.common.live.ChannelName;
import dev.gapless.live.history.ChannelBatch;
import dev.gapless.live.history.ChannelOpener;
import dev.gapless.live.history.CursorRead;
import dev.gapless.live.history.OpenedChannel;
import dev.gapless.live.history.TooManyPatternsException;
import dev.gapless.live.protocol.ChangeFilter;
import dev.gapless.live.protocol.ErrorCode;
import dev.gapless.live.protocol.ServerMessages;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * One channel over HTTP, for clients that no WebSocket reaches: by long polling, or as server-sent events. Messages and
 * offsets are those of the WebSocket.
 */
@RestController
class LiveStreamResource {

    private static final Logger LOG = LoggerFactory.getLogger(LiveStreamResource.class);
    private static final String STREAM = "/v1/live/streams/{source}/{account}/{stream}";
    private static final String ITEM = STREAM + "/{*item}";
    private static final String NEXT = "Stream-Next-Offset";
    private static final String UP_TO_DATE = "Stream-Up-To-Date";
    private static final long ANSWER_BYTES = 1_048_576;
    private static final byte[] KEEP_ALIVE = ": \n\n".getBytes(StandardCharsets.UTF_8);

    private final ChannelOpener opener;
    private final ChannelTickets tickets;
    private final LiveHttpProperties limits;
    private final WaitingRequests waiting;

    LiveStreamResource(
            ChannelOpener opener, ChannelTickets tickets, LiveHttpProperties limits, WaitingRequests waiting) {
        this.opener = opener;
        this.tickets = tickets;
        this.limits = limits;
        this.waiting = waiting;
    }

    /**
     * Answers with changes after {@code offset}. It waits for one when there is none.
     *
     * @param offset as the last answer told it; without it the answer comes at once and tells where the log ends
     */
    @GetMapping({STREAM, ITEM})
    void poll(
            @PathVariable String source,
            @PathVariable String account,
            @PathVariable String stream,
            @PathVariable(required = false) @Nullable String item,
            @RequestParam(required = false) @Nullable String ticket,
            @RequestParam(required = false) @Nullable String offset,
            @RequestParam(required = false) @Nullable String filter,
            HttpServletResponse response)
            throws IOException, InterruptedException {
        ChannelName channel = tickets.allowed(source, account, stream, item, ticket, response);
        Optional<ChangeFilter> wanted = filter(filter, response);
        if (channel == null || response.isCommitted()) {
            return;
        }
        ChangeSignal signal = new ChangeSignal();
        OpenedChannel opened = open(channel, offset, signal, response);
        if (opened == null) {
            return;
        }
        try {
            if (opened.reset() != null) {
                answer(
                        response,
                        HttpStatus.GONE,
                        opened,
                        ServerMessages.reset(channel, opened.reset(), opened.offset(), false));
            } else if (offset == null) {
                answer(response, HttpStatus.OK, opened, ServerMessages.subscribed(channel, opened.offset(), false));
            } else {
                answerChanges(opened, wanted, signal, response);
            }
        } catch (OvertakenReaderException e) {
            ChannelAnswers.comeBack(response, e);
        } finally {
            opened.close();
            waiting.leave(signal);
        }
    }

    private void answerChanges(
            OpenedChannel opened, Optional<ChangeFilter> wanted, ChangeSignal signal, HttpServletResponse response)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limits.poll().toNanos();
        while (true) {
            ChannelBatch next = next(opened, wanted);
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            if (next.size() > 0) {
                answer(response, HttpStatus.OK, opened, ServerMessages.changes(List.of(next)));
                return;
            }
            if (left.isNegative() || !waiting.isRunning()) {
                answer(response, HttpStatus.NO_CONTENT, opened, new byte[0]);
                return;
            }
            signal.await(left);
        }
    }

    private static void answer(HttpServletResponse response, HttpStatus status, OpenedChannel opened, byte[] message)
            throws IOException {
        response.setHeader(NEXT, opened.offset());
        if (opened.atEnd()) {
            response.setHeader(UP_TO_DATE, "true");
        }
        ChannelAnswers.write(response, status, message);
    }

    /**
     * Answers with an event for each message until its time is up. The event's id is the offset.
     *
     * @param offset where to go on; the header {@code Last-Event-ID}, which browsers send by themselves, goes before it
     */
    @GetMapping(
            path = {STREAM, ITEM},
            params = "live=sse")
    void events(
            @PathVariable String source,
            @PathVariable String account,
            @PathVariable String stream,
            @PathVariable(required = false) @Nullable String item,
            @RequestParam(required = false) @Nullable String ticket,
            @RequestParam(required = false) @Nullable String offset,
            @RequestParam(required = false) @Nullable String filter,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEvent,
            HttpServletResponse response)
            throws IOException, InterruptedException {
        ChannelName channel = tickets.allowed(source, account, stream, item, ticket, response);
        Optional<ChangeFilter> wanted = filter(filter, response);
        if (channel == null || response.isCommitted()) {
            return;
        }
        ChangeSignal signal = new ChangeSignal();
        OpenedChannel opened = open(channel, lastEvent != null ? lastEvent : offset, signal, response);
        if (opened == null) {
            return;
        }
        try {
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            // asks proxies not to hold back what they get
            response.setHeader("X-Accel-Buffering", "no");
            if (opened.reset() != null) {
                event(response, opened, ServerMessages.reset(channel, opened.reset(), opened.offset(), false));
            }
            event(response, opened, ServerMessages.subscribed(channel, opened.offset(), opened.recovered()));
            sendEvents(opened, wanted, signal, response);
        } catch (OvertakenReaderException e) {
            ChannelAnswers.comeBack(response, e);
        } finally {
            opened.close();
            waiting.leave(signal);
        }
    }

    private void sendEvents(
            OpenedChannel opened, Optional<ChangeFilter> wanted, ChangeSignal signal, HttpServletResponse response)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limits.eventStream().toNanos();
        while (System.nanoTime() < deadline && waiting.isRunning()) {
            ChannelBatch next = next(opened, wanted);
            if (next.size() == 0) {
                response.getOutputStream().write(KEEP_ALIVE);
                response.flushBuffer();
                Duration left = Duration.ofNanos(deadline - System.nanoTime());
                signal.await(left.compareTo(limits.keepAlive()) < 0 ? left : limits.keepAlive());
            } else {
                event(response, opened, ServerMessages.changes(List.of(next)));
            }
        }
    }

    private static void event(HttpServletResponse response, OpenedChannel opened, byte[] message) throws IOException {
        ByteArrayOutputStream event = new ByteArrayOutputStream(message.length + 256);
        event.writeBytes(("id: " + opened.offset() + "\ndata: ").getBytes(StandardCharsets.UTF_8));
        event.writeBytes(message);
        event.writeBytes("\n\n".getBytes(StandardCharsets.UTF_8));
        response.getOutputStream().write(event.toByteArray());
        response.flushBuffer();
    }

    /** Empty when the request has none, or was answered with what is wrong with it. */
    private static Optional<ChangeFilter> filter(@Nullable String filter, HttpServletResponse response)
            throws IOException {
        if (filter == null || response.isCommitted()) {
            return Optional.empty();
        }
        try {
            return Optional.of(ChangeFilter.parse(filter));
        } catch (IllegalArgumentException e) {
            ChannelAnswers.write(
                    response,
                    HttpStatus.BAD_REQUEST,
                    ServerMessages.error(ErrorCode.MALFORMED, String.valueOf(e.getMessage()), null));
            return Optional.empty();
        }
    }

    /** Without changes when no wanted one waits. */
    private ChannelBatch next(OpenedChannel opened, Optional<ChangeFilter> wanted) throws IOException {
        while (true) {
            switch (opened.next(limits.changesPerAnswer(), ANSWER_BYTES)) {
                case CursorRead.Found(ChannelBatch found, boolean drained) -> {
                    ChannelBatch passed = wanted.isEmpty()
                            ? found
                            : found.only(found.changes().stream()
                                    .filter(change -> wanted.get().passes(change.json()))
                                    .toList());
                    if (drained || passed.size() > 0) {
                        return passed;
                    }
                }
                case CursorRead.Overtaken(), CursorRead.Interrupted() -> throw new OvertakenReaderException();
            }
        }
    }

    private @Nullable OpenedChannel open(
            ChannelName channel, @Nullable String offset, ChangeSignal signal, HttpServletResponse response)
            throws IOException, InterruptedException {
        if (waiting.enter(signal)) {
            try {
                Optional<OpenedChannel> opened = opener.open(channel, offset, signal);
                if (opened.isPresent()) {
                    return opened.get();
                }
            } catch (KafkaException | TooManyPatternsException e) {
                LOG.warn("channel-not-opened channel={} cause={}", channel, e.toString());
            }
            waiting.leave(signal);
        }
        response.setHeader(HttpHeaders.RETRY_AFTER, "1");
        ChannelAnswers.write(
                response,
                HttpStatus.SERVICE_UNAVAILABLE,
                ServerMessages.error(ErrorCode.UNAVAILABLE, "channel: cannot be opened now", channel.key()));
        return null;
    }
}
