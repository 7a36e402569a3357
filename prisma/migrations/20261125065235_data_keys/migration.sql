-- CreateTable
CREATE TABLE "data_keys" (
    "id" TEXT NOT NULL,
    "check_value" BYTEA NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "data_keys_pkey" PRIMARY KEY ("id")
);
