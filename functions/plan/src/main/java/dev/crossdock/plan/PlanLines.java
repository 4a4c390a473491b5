package dev.crossdock.plan;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A plan as {@code --dry-run} prints it. */
final class PlanLines {
    private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB", "EB"};
    private static final int UNIT_STEP = 1000;

    private final CopyPlan plan;

    PlanLines(CopyPlan plan) {
        this.plan = plan;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (BlobTask task : plan.blobs()) {
            lines.add(line(task));
        }
        for (ManifestTask task : plan.manifests()) {
            lines.add(line(task));
        }
        for (CopyPlan.Attachment attachment : plan.attachments()) {
            lines.add(line(attachment));
        }
        lines.add(summary());
        return List.copyOf(lines);
    }

    private static String line(BlobTask task) {
        return switch (task) {
            case BlobTask.Keep(var blob) -> line("keep", blob, "the target holds it");
            case BlobTask.Mount(var blob, var from) -> line("mount", blob, "the target's registry holds it in " + from);
            case BlobTask.Stream(var blob) -> line("stream", blob, "the target does not hold it");
        };
    }

    private static String line(String verb, Descriptor blob, String why) {
        return "%-6s blob     %s %9s  %s".formatted(verb, blob.digest().abbreviated(), bytes(blob.size()), why);
    }

    private static String line(ManifestTask task) {
        return switch (task) {
            case ManifestTask.Keep(var manifest) -> line("keep", manifest, "the target holds it whole");
            case ManifestTask.Put(var manifest, var held) -> line("put", manifest,
                    held ? "the target holds it, but not all beneath it" : "the target does not hold it");
        };
    }

    private static String line(String verb, Manifest manifest, String why) {
        return "%-6s %-8s %s %9s  %s".formatted(verb, switch (manifest) {
            case Manifest.Image _ -> "manifest";
            case Manifest.Index _ -> "index";
        }, manifest.digest().abbreviated(), bytes(manifest.raw().size()), why);
    }

    private static String line(CopyPlan.Attachment attachment) {
        String why = attachment.subject().map(it -> "belongs to " + it.abbreviated())
                .orElse("lies beneath what belongs to the image");
        return line("put", attachment.manifest(), why + attachment.tag().map(tag -> ", as " + tag).orElse(""));
    }

    private String summary() {
        long streams = plan.blobs().stream().filter(task -> task instanceof BlobTask.Stream).count();
        long mounts = plan.blobs().stream().filter(task -> task instanceof BlobTask.Mount).count();
        String image = "%d of %d blobs to stream (%s), %d to mount, %d of %d manifests to put".formatted(streams,
                plan.blobs().size(), bytes(plan.bytesToStream()), mounts, plan.manifestsToPut().size(),
                plan.manifests().size());
        int attachments = plan.attachments().size();
        return attachments == 0 ? image : image + ", and %d that belong to the image".formatted(attachments);
    }

    /** A sum of sizes that a manifest claims; a hostile one may claim more than a long holds. */
    static long saturatedSum(long left, long right) {
        return left > Long.MAX_VALUE - right ? Long.MAX_VALUE : left + right;
    }

    /** Decimal units, as registries show sizes. */
    static String bytes(long count) {
        if (count < UNIT_STEP) {
            return count + " B";
        }
        double scaled = count;
        int unit = -1;
        while (scaled >= UNIT_STEP - 0.05 && unit < UNITS.length - 1) {
            scaled /= UNIT_STEP;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", scaled, UNITS[unit]);
    }
}
