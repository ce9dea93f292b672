package dev.gapless.processor.corrections;

import dev.gapless.common.message.CorrectionRequest.Correction;
import dev.gapless.processor.commit.CommitRequestSender;
import dev.gapless.processor.commit.LedgerOutcome;
import dev.gapless.processor.commit.LedgerPatience;

/** Asks the checkpoint service, until it answers. */
final class HttpCorrectionClient implements CorrectionClient {

    private static final int FAILURES = 20;

    private final CommitRequestSender client;
    private final LedgerPatience patience;

    HttpCorrectionClient(CommitRequestSender client, LedgerPatience patience) {
        this.client = client;
        this.patience = patience;
    }

    @Override
    public LedgerOutcome correct(Correction correction) throws InterruptedException {
        return LedgerOutcome.ofOne(patience.ask(() -> client.correct(correction), FAILURES));
    }
}
