package dev.gapless.scheduler.progress;

import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.UnreadableMessageException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.listener.MessageListener;

/** Reads {@code mining-progress}. A record that is no such message goes to the dead letters, and reading goes on. */
final class ProgressListener implements MessageListener<String, byte[]> {

    private static final String RULE = "progress-unreadable";

    private final ProgressApplier progress;
    private final ProgressLetters letters;

    ProgressListener(ProgressApplier progress, ProgressLetters letters) {
        this.progress = progress;
        this.letters = letters;
    }

    @Override
    public void onMessage(ConsumerRecord<String, byte[]> message) {
        byte[] value = message.value();
        if (value == null) {
            unreadable(message, "no value");
            return;
        }
        MiningProgress slice;
        try {
            slice = MiningProgress.fromBytes(value);
        } catch (UnreadableMessageException | IllegalArgumentException e) {
            unreadable(message, String.valueOf(e.getMessage()));
            return;
        }
        progress.apply(slice);
    }

    private void unreadable(ConsumerRecord<String, byte[]> message, String detail) {
        letters.write(message, RULE, detail, "Find out which miner wrote it; its task comes again by itself.");
    }
}
