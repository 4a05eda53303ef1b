import { z } from "zod";

// Without generated code, which the content security policy forbids. Imported before any schema is made.
z.config({ jitless: true });
